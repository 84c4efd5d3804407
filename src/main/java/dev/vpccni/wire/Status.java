package dev.vpccni.wire;

/// Answer to `GET /v1/status` when an ADD can be served; otherwise the answer is a [Problem].
///
/// @param ready always true in this record
/// @param freeAddresses addresses that can be given out at once
public record Status(boolean ready, int freeAddresses) {}
