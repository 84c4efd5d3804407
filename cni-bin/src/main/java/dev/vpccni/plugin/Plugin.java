package dev.vpccni.plugin;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Utf8;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.plugin.agent.AgentClient;
import dev.vpccni.plugin.agent.AgentException;
import dev.vpccni.plugin.cni.CniCall;
import dev.vpccni.plugin.cni.CniCall.Verb;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.CniVersion;
import dev.vpccni.plugin.cni.Members;
import dev.vpccni.plugin.cni.NetConf;
import dev.vpccni.plugin.log.PluginLog;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import org.jspecify.annotations.Nullable;

/// One call of the plugin from environment to exit code.
///
/// Source: CNI specification 1.1.0; spec/dataplane.md section 2.
public final class Plugin {
    private static final int MAX_FRAMES = 24;

    private final Os os;
    private final Stopwatch stopwatch;

    /// What is known of the call so far, for the error object and the log.
    private String answerVersion = CniVersion.newest().text();

    private @Nullable Verb verb;
    private @Nullable PluginLog log;

    private Plugin(Os os) {
        this.os = os;
        this.stopwatch = new Stopwatch(os);
    }

    /// Serves the call that the environment describes.
    ///
    /// @return the exit code: 0, or 1 after an error object on standard output
    public static int run(Os os) {
        return new Plugin(os).serve();
    }

    private int serve() {
        String command = os.env("CNI_COMMAND");
        if (command == null || command.isEmpty()) {
            printAbout();
            return 0;
        }
        try {
            dispatch();
            return 0;
        } catch (CniError e) {
            return fail(e);
        } catch (NetlinkException e) {
            int code = e.isExists() ? CniError.NAME_TAKEN : CniError.KERNEL_REFUSED;
            return fail(new CniError(code, String.valueOf(e.getMessage())));
        } catch (OsException e) {
            return fail(new CniError(CniError.IO, String.valueOf(e.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            printTrace(e);
            return fail(new CniError(CniError.INTERNAL, "aws-cni has a bug: " + e));
        }
    }

    private void dispatch() {
        CniCall call = CniCall.read(os);
        byte[] stdin = os.readStdin(NetConf.MAX_BYTES);
        if (call.verb() == Verb.VERSION) {
            print(versions(stdin));
            return;
        }
        verb = call.verb();
        Members members = NetConf.read(stdin);
        answerVersion = members.text("cniVersion", CniVersion.V0_1_0.text());
        NetConf conf = NetConf.parse(members);
        requireVerb(call.verb(), conf.version());
        PluginLog opened = new PluginLog(os, conf.log().file(), conf.log().level());
        log = opened;
        for (String warning : conf.warnings()) {
            opened.warn("plugin/config", warning);
        }
        opened.debug("plugin/" + call.verb().text(), describe(call, stdin));
        AgentClient agent = new AgentClient(os, conf.agent());
        Deadline deadline = Deadline.in(os, conf.timeoutMs());
        stopwatch.lap("parse");
        perform(new Context(os, call, conf, agent, opened, deadline, stopwatch));
    }

    private static void perform(Context context) {
        switch (context.call().verb()) {
            case ADD -> new Add(context).run();
            case DEL -> new Del(context).run();
            case CHECK -> new Check(context).run();
            case STATUS -> new Status(context).run();
            case GC -> new Gc(context).run();
            case VERSION -> throw new IllegalStateException("VERSION is answered before");
        }
    }

    /// CHECK came with 0.4.0, STATUS and GC with 1.1.0.
    private static void requireVerb(Verb verb, CniVersion version) {
        CniVersion least =
                switch (verb) {
                    case CHECK -> CniVersion.V0_4_0;
                    case STATUS, GC -> CniVersion.V1_1_0;
                    default -> CniVersion.V0_1_0;
                };
        if (version.compareTo(least) < 0) {
            throw new CniError(
                    CniError.INCOMPATIBLE_VERSION,
                    "cniVersion '"
                            + version.text()
                            + "' has no "
                            + verb.name()
                            + "; it came with "
                            + least.text());
        }
    }

    /// The version asked for comes back if it can be read; nothing else of the input matters.
    private JsonObject versions(byte[] stdin) {
        try {
            answerVersion = NetConf.read(stdin).text("cniVersion", answerVersion);
        } catch (CniError e) {
            answerVersion = CniVersion.newest().text();
        }
        JsonArray supported = new JsonArray();
        for (CniVersion version : CniVersion.values()) {
            supported.add(version.text());
        }
        return new JsonObject()
                .add("cniVersion", answerVersion)
                .add("supportedVersions", supported);
    }

    private void print(JsonObject json) {
        os.writeStdout(Utf8.encode(json + "\n"));
    }

    private int fail(CniError error) {
        String message = context(error) + error.message();
        PluginLog opened = log;
        if (opened != null) {
            opened.error("plugin", message + " " + error.details());
        }
        try {
            print(error.toJson(answerVersion, message));
        } catch (OsException e) {
            printError("the error object could not be written: " + message);
        }
        return 1;
    }

    /// The words in front of a message, which the incumbent's users search for. Source: spec/dataplane.md 2.11.
    private String context(CniError error) {
        Verb known = verb;
        if (known == null || error.code() == CniError.INCOMPATIBLE_VERSION) {
            return "";
        }
        if (log == null) {
            return known.text() + " cmd: error loading config from args: ";
        }
        if (known != Verb.ADD || error.code() == CniError.NETWORK_POLICY) {
            return known.text() + " cmd: ";
        }
        if (!(error instanceof AgentException agent)) {
            return "add command: failed to setup network: ";
        }
        return agent.kind() == AgentException.Kind.UNREACHABLE
                ? "add cmd: failed to connect to backend server: "
                : "add cmd: failed to assign an IP address to container: ";
    }

    private void printAbout() {
        printError("AWS CNI " + Version.TEXT);
        printError("CNI protocol versions supported: " + CniVersion.list());
    }

    /// The stack is for whoever mends the bug; the runtime keeps standard error.
    private void printTrace(Throwable failure) {
        printError("aws-cni " + Version.TEXT + ": " + failure);
        StackTraceElement[] frames = failure.getStackTrace();
        for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
            printError("  at " + frames[i]);
        }
    }

    private void printError(String line) {
        os.writeStderr(Utf8.encode(line + "\n"));
    }

    private static String describe(CniCall call, byte[] stdin) {
        return "Received CNI "
                + call.verb().text()
                + " request: ContainerID("
                + call.containerId()
                + ") Netns("
                + call.netns()
                + ") IfName("
                + call.ifName()
                + ") Pod("
                + call.args().podNamespace()
                + "/"
                + call.args().podName()
                + ") argsStdinData("
                + Utf8.decode(stdin)
                + ")";
    }
}
