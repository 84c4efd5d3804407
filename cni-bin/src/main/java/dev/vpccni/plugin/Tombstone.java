package dev.vpccni.plugin;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.agent.AttachmentKey;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.os.OsException;
import dev.vpccni.plugin.wiring.Names;

/// The note of a DEL that the agent has not seen. It replays the notes when it starts and while it runs.
///
/// Shape: a JSON object `{network, containerId, ifName, time}`, time in milliseconds since 1970. The file's name is
/// made of the attachment, so a repeated DEL writes the same file.
final class Tombstone {
    private Tombstone() {}

    /// Errors: [CniError] code 5: then the address is not given back, and the runtime has to try again.
    static void write(Context context, AttachmentKey key) {
        JsonObject note = new JsonObject();
        note.add("network", key.network());
        note.add("containerId", key.containerId());
        note.add("ifName", key.ifName());
        note.add("time", context.os().wallMillis());
        String name = Names.fileName(key.network(), key.containerId(), key.ifName());
        byte[] bytes = Utf8.encode(note + "\n");
        try {
            context.os().replaceFile(context.conf().agent().tombstoneDir(), name, bytes);
        } catch (OsException e) {
            throw new CniError(
                    CniError.IO,
                    "the agent does not answer, and the note for it cannot be written: "
                            + e.getMessage());
        }
    }
}
