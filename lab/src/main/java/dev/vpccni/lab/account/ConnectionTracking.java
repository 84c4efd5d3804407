package dev.vpccni.lab.account;

import org.jspecify.annotations.Nullable;

/// The idle timeouts of tracked connections that an interface asks for. Units: seconds; absent means EC2's default.
public record ConnectionTracking(
        @Nullable Integer tcpEstablished, @Nullable Integer udpStream, @Nullable Integer udp) {}
