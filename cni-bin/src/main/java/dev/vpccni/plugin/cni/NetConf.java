package dev.vpccni.plugin.cni;

import dev.vpccni.plugin.log.Level;
import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The network configuration from standard input, checked and with its defaults. Unknown members are ignored.
///
/// @param version specification version of the answer
/// @param name network name, the first part of the attachment's key
/// @param vethPrefix first characters of host interface names, 1 to 4
/// @param mtu of both ends of a pod's veth. Units: bytes
/// @param log where log lines go
/// @param agent how the agent is reached
/// @param timeoutMs limit of the whole call. Units: milliseconds
/// @param previous result of the plugin before, or of ADD for DEL and CHECK
/// @param members everything, for the verbs that read more
/// @param warnings one sentence for each value that was replaced
///     Source: spec/dataplane.md 2.2; `agentAddress`, `agentTokenFile`, `tombstoneDir` and `timeoutMs` are ours.
public record NetConf(
        CniVersion version,
        String name,
        String vethPrefix,
        int mtu,
        Log log,
        Agent agent,
        int timeoutMs,
        @Nullable PrevResult previous,
        Members members,
        List<String> warnings) {
    /// Longest configuration that is read. Units: bytes.
    public static final int MAX_BYTES = 1024 * 1024;

    /// Below the kubelet's limit of 120 s for a call of the runtime (runtimeRequestTimeout), with room for the
    /// plugins that are chained after this one.
    public static final int DEFAULT_TIMEOUT_MS = 90_000;

    static final String DEFAULT_TOMBSTONE_DIR = "/var/run/aws-node/tombstones";
    static final int MIN_TIMEOUT_MS = 1_000;
    static final int MAX_TIMEOUT_MS = 600_000;
    static final int DEFAULT_MTU = 9001;
    static final int MIN_MTU = 576;
    static final int MAX_VETH_PREFIX = 4;
    private static final String WHAT = "the network configuration";

    /// Where log lines go.
    ///
    /// @param file path; empty for standard error
    public record Log(String file, Level level) {}

    /// How the agent is reached.
    ///
    /// @param endpoint where it listens
    /// @param tokenFile path of its bearer token
    /// @param tombstoneDir where a DEL that it did not see is noted
    public record Agent(Endpoint endpoint, String tokenFile, String tombstoneDir) {}

    public NetConf {
        warnings = List.copyOf(warnings);
    }

    /// The configuration as JSON, before anything is checked. Errors: [CniError] code 6 or 7.
    public static Members read(byte[] stdin) {
        if (stdin.length > MAX_BYTES) {
            throw new CniError(
                    CniError.CONFIGURATION,
                    WHAT + " on stdin is longer than " + MAX_BYTES + " bytes");
        }
        if (stdin.length == 0) {
            throw new CniError(CniError.DECODING, WHAT + " on stdin is empty");
        }
        return Members.parse(stdin, WHAT);
    }

    /// Errors: [CniError] 6 for a wrong type, 1 for an unknown version, 7 for a wrong value.
    public static NetConf parse(Members members) {
        CniVersion version = parseVersion(members.text("cniVersion"));
        List<String> warnings = new ArrayList<>();
        Members previous = members.child("prevResult");
        return new NetConf(
                version,
                parseName(members),
                parseVethPrefix(members),
                parseMtu(members, warnings),
                new Log(parseLogFile(members), Level.parse(members.text("pluginLogLevel"))),
                new Agent(
                        parseEndpoint(members),
                        parsePath(members, "agentTokenFile", Protocol.DEFAULT_TOKEN_FILE),
                        parsePath(members, "tombstoneDir", DEFAULT_TOMBSTONE_DIR)),
                parseTimeout(members),
                previous == null ? null : PrevResult.parse(previous, version),
                members,
                warnings);
    }

    private static CniVersion parseVersion(String text) {
        CniVersion version = CniVersion.find(text);
        if (version == null) {
            throw new CniError(
                    CniError.INCOMPATIBLE_VERSION,
                    "cniVersion '"
                            + text
                            + "' is not supported; this plugin supports "
                            + CniVersion.list());
        }
        return version;
    }

    private static String parseName(Members members) {
        String name = members.text("name");
        if (!Identifiers.isIdentifier(name)) {
            throw members.error(
                    CniError.CONFIGURATION,
                    "name",
                    name.isEmpty()
                            ? "is missing"
                            : "is '"
                                    + name
                                    + "', but must start with a letter or digit and go on with letters,"
                                    + " digits, '_', '.', '-'");
        }
        return name;
    }

    private static String parseVethPrefix(Members members) {
        String prefix = members.text("vethPrefix", "eni");
        if (prefix.length() > MAX_VETH_PREFIX) {
            throw new CniError(
                    CniError.CONFIGURATION,
                    "conf.VethPrefix can be at most 4 characters long: 'vethPrefix' of "
                            + WHAT
                            + " is '"
                            + prefix
                            + "'");
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (!Identifiers.isLetterOrDigit(c) && c != '_' && c != '-') {
                throw members.error(
                        CniError.CONFIGURATION,
                        "vethPrefix",
                        "is '" + prefix + "', but may have letters, digits, '_' and '-' only");
            }
        }
        return prefix;
    }

    private static int parseMtu(Members members, List<String> warnings) {
        String text = members.text("mtu");
        if (text.isEmpty()) {
            return DEFAULT_MTU;
        }
        int mtu = parseNumber(text);
        if (mtu < MIN_MTU || mtu > DEFAULT_MTU) {
            warnings.add(
                    "'mtu' of " + WHAT + " is '" + text + "', not within 576..9001; 9001 is used");
            return DEFAULT_MTU;
        }
        return mtu;
    }

    private static String parseLogFile(Members members) {
        String file = members.text("pluginLogFile");
        if (file.equals("stdout")) {
            throw members.error(
                    CniError.CONFIGURATION,
                    "pluginLogFile",
                    "is 'stdout', where the result goes; use 'stderr' or a path");
        }
        if (file.equals("stderr")) {
            return "";
        }
        return file.isEmpty() ? "" : parsePath(members, "pluginLogFile", "");
    }

    private static Endpoint parseEndpoint(Members members) {
        try {
            return Endpoint.parse(members.text("agentAddress", Protocol.DEFAULT_ADDRESS));
        } catch (IllegalArgumentException e) {
            throw members.error(
                    CniError.CONFIGURATION, "agentAddress", "is not usable: " + e.getMessage());
        }
    }

    private static String parsePath(Members members, String name, String fallback) {
        String path = members.text(name, fallback);
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw members.error(
                    CniError.CONFIGURATION,
                    name,
                    "is '" + path + "', but must be an absolute path");
        }
        return path;
    }

    private static int parseTimeout(Members members) {
        String text = members.text("timeoutMs");
        if (text.isEmpty()) {
            return DEFAULT_TIMEOUT_MS;
        }
        int timeout = parseNumber(text);
        if (timeout < MIN_TIMEOUT_MS || timeout > MAX_TIMEOUT_MS) {
            throw members.error(
                    CniError.CONFIGURATION,
                    "timeoutMs",
                    "is '" + text + "', but must be a number of milliseconds within 1000..600000");
        }
        return timeout;
    }

    /// -1 for what is not up to nine digits.
    private static int parseNumber(String text) {
        if (text.length() > 9) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
