package dev.vpccni.engine;

/// How far the agent is in its life.
public sealed interface Phase {
    /// The node is not known yet; ADDs are parked.
    ///
    /// @param waitingFor what the start is doing or waiting for, one clause; shown when an ADD fails meanwhile
    record Starting(String waitingFor) implements Phase {}

    record Serving() implements Phase {}

    /// SIGTERM was received: nothing new is begun.
    record Draining() implements Phase {}
}
