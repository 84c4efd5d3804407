package dev.vpccni.lab.scenario;

import dev.vpccni.inet.IpAddress;
import org.jspecify.annotations.Nullable;

/// A node to launch. Shape: `subnet` is a subnet's name in the scenario; `address` absent lets the account choose.
public record NodeSpec(String name, String subnet, String type, @Nullable IpAddress address) {}
