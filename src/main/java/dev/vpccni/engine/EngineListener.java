package dev.vpccni.engine;

import dev.vpccni.wire.Reason;
import java.time.Duration;

/// Told of what the engine does; the metrics are made of this. Called on the engine's thread: fast, never throwing.
public interface EngineListener {
    /// Does nothing.
    EngineListener NONE = new EngineListener() {};

    /// An ADD has come in.
    default void addRequested() {}

    /// An ADD was answered with an address after waiting so long.
    default void addServed(Duration waited) {}

    /// An ADD was refused.
    default void addRefused(Reason reason, Duration waited) {}

    /// A DEL has come in.
    default void delRequested() {}

    /// An ADD found no free address and was parked.
    default void parked() {}

    /// Records were made durable in this time.
    default void journalled(int records, Duration took) {}

    /// An inner error, under the incumbent's name for it (spec/ipamd.md 7.2).
    default void failed(String fn) {}
}
