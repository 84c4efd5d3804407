package dev.vpccni.engine;

/// A call that the engine cannot serve; carries what to tell the caller.
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Refusal refusal;

    NotReadyException(Refusal refusal) {
        super(refusal.sentence());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
