package dev.vpccni.plugin.cni;

import dev.vpccni.plugin.os.Os;
import java.util.ArrayList;
import java.util.List;

/// One call of a runtime: the CNI_* environment, checked for the verb it is for.
///
/// @param containerId empty when the verb has none
/// @param netns path; may be empty for DEL
/// @param ifName empty when the verb has none
/// @param allowSameNetns CNI_NETNS_OVERRIDE: the pod's namespace may be the plugin's own
///     Source: CNI specification 1.1.0, "Execution protocol"; spec/dataplane.md 2.3.
public record CniCall(
        Verb verb,
        String containerId,
        String netns,
        String ifName,
        CniArgs args,
        boolean allowSameNetns) {
    /// CNI_COMMAND.
    public enum Verb {
        ADD("add"),
        DEL("del"),
        CHECK("check"),
        STATUS("status"),
        GC("gc"),
        VERSION("version");

        private final String text;

        Verb(String text) {
            this.text = text;
        }

        /// In lower case, for messages.
        public String text() {
            return text;
        }

        boolean isAboutContainer() {
            return this == ADD || this == DEL || this == CHECK;
        }
    }

    /// Reads the environment. Errors: [CniError] code 4 that names the variable.
    public static CniCall read(Os os) {
        Verb verb = readVerb(env(os, "CNI_COMMAND"));
        if (verb == Verb.VERSION) {
            return new CniCall(verb, "", "", "", CniArgs.NONE, false);
        }
        requirePresent(os, verb);
        String containerId = env(os, "CNI_CONTAINERID");
        String ifName = env(os, "CNI_IFNAME");
        CniArgs args = CniArgs.NONE;
        if (verb.isAboutContainer()) {
            if (!Identifiers.isIdentifier(containerId)) {
                throw invalid(
                        "CNI_CONTAINERID",
                        containerId,
                        "must start with a letter or digit and go on with letters, digits, '_', '.', '-'");
            }
            if (!Identifiers.isInterfaceName(ifName)) {
                throw invalid(
                        "CNI_IFNAME",
                        ifName,
                        "must have 1 to 15 bytes, no '/', ':' or space, and must not be '.' or '..'");
            }
            args = CniArgs.parse(env(os, "CNI_ARGS"));
        }
        String override = env(os, "CNI_NETNS_OVERRIDE");
        boolean allowSame = override.equals("1") || CniArgs.equalsIgnoringCase(override, "true");
        return new CniCall(verb, containerId, env(os, "CNI_NETNS"), ifName, args, allowSame);
    }

    private static Verb readVerb(String command) {
        for (Verb verb : Verb.values()) {
            if (verb.name().equals(command)) {
                return verb;
            }
        }
        throw invalid("CNI_COMMAND", command, "must be ADD, DEL, CHECK, STATUS, GC or VERSION");
    }

    private static void requirePresent(Os os, Verb verb) {
        List<String> missing = new ArrayList<>();
        if (verb.isAboutContainer()) {
            require(os, "CNI_CONTAINERID", missing);
            if (verb != Verb.DEL) {
                require(os, "CNI_NETNS", missing);
            }
            require(os, "CNI_IFNAME", missing);
        }
        require(os, "CNI_PATH", missing);
        if (!missing.isEmpty()) {
            throw new CniError(
                    CniError.ENVIRONMENT,
                    verb.name() + " needs the environment variable " + String.join(", ", missing));
        }
    }

    private static void require(Os os, String name, List<String> missing) {
        if (env(os, name).isEmpty()) {
            missing.add(name);
        }
    }

    private static CniError invalid(String variable, String value, String rule) {
        return new CniError(CniError.ENVIRONMENT, variable + " '" + value + "' " + rule);
    }

    private static String env(Os os, String name) {
        String value = os.env(name);
        return value == null ? "" : value;
    }
}
