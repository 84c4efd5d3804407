package dev.vpccni.plugin;

import dev.vpccni.plugin.cni.CniError;

/// STATUS: success exactly when the agent says that an ADD can be served now.
final class Status {
    private final Context context;

    Status(Context context) {
        this.context = context;
    }

    /// Errors: [CniError] code 51 when the agent says so, else 50.
    void run() {
        try {
            context.agent().requireReady(context.deadline());
        } catch (CniError e) {
            int code = e.code() == CniError.LIMITED ? CniError.LIMITED : CniError.NOT_AVAILABLE;
            throw new CniError(code, e.message(), e.details());
        }
    }
}
