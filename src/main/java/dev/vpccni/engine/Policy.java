package dev.vpccni.engine;

import dev.vpccni.ipam.Limits;
import dev.vpccni.ipam.Targets;
import java.time.Duration;

/// How the pool is to be kept.
///
/// @param cooldown time an address is not given out after its pod is gone
public record Policy(Targets targets, Limits limits, Duration cooldown) {}
