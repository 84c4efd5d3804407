package dev.vpccni.plugin.agent;

import dev.vpccni.plugin.cni.CniError;

/// A call to the agent that gave no usable answer. The message is a whole sentence for people.
public final class AgentException extends CniError {
    private static final long serialVersionUID = 1;

    /// What went wrong, by what may have happened at the agent.
    public enum Kind {
        /// Nothing was asked: no listener, or no token.
        UNREACHABLE,
        /// Asked, but no whole answer came.
        NO_ANSWER,
        /// An answer came that is no HTTP.
        NONSENSE,
        /// The answer is of another protocol version, or not of the agent at all.
        FOREIGN,
        /// The agent said no, with a [dev.vpccni.wire.Problem].
        REFUSED
    }

    private final Kind kind;
    private final String reason;

    AgentException(Kind kind, int code, String message) {
        this(kind, code, message, "", "");
    }

    /// @param reason name of a [dev.vpccni.wire.Reason]; empty unless refused
    AgentException(Kind kind, int code, String message, String reason, String details) {
        super(code, message, details);
        this.kind = kind;
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /// Name of a [dev.vpccni.wire.Reason]; empty unless refused.
    public String reason() {
        return reason;
    }
}
