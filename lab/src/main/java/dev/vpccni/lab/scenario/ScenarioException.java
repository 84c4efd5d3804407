package dev.vpccni.lab.scenario;

/// A scenario or a request of the control API that cannot be played.
///
/// Shape of the message: the file or request, the path to the value, and the rule it breaks.
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String message) {
        super(message);
    }
}
