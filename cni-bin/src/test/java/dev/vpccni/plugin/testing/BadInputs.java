package dev.vpccni.plugin.testing;

import java.nio.file.Path;
import java.util.List;

/// Calls that must be refused before anything is asked or changed, with the code and words of the refusal.
///
/// One table for the JVM and for the native binary. Source: CNI specification 1.1.0 "Error"; spec/dataplane.md 2.2, 2.3.
public record BadInputs(String name, TestCall call, int code, String words) {
    @Override
    public String toString() {
        return name;
    }

    /// Every bad call, for a machine with these paths.
    ///
    /// @param pod path of a namespace that exists
    /// @param own path of the namespace that the plugin runs in
    /// @param file path of a file that is no namespace
    public static List<BadInputs> all(Path pod, Path own, Path file) {
        return List.of(
                env("unknown command", "CNI_COMMAND", "PLUG", 4, "CNI_COMMAND 'PLUG' must be ADD"),
                env("command in lower case", "CNI_COMMAND", "add", 4, "CNI_COMMAND 'add'"),
                without("no container", "CNI_CONTAINERID", 4, "CNI_CONTAINERID"),
                without(
                        "no namespace",
                        "CNI_NETNS",
                        4,
                        "ADD needs the environment variable CNI_NETNS"),
                without("no interface", "CNI_IFNAME", 4, "CNI_IFNAME"),
                without("no path", "CNI_PATH", 4, "CNI_PATH"),
                row(
                        "three missing",
                        add(pod).withoutEnv("CNI_NETNS")
                                .withoutEnv("CNI_IFNAME")
                                .env("CNI_PATH", ""),
                        4,
                        "CNI_NETNS, CNI_IFNAME, CNI_PATH"),
                env(
                        "container id with a slash",
                        "CNI_CONTAINERID",
                        "a/b",
                        4,
                        "CNI_CONTAINERID 'a/b'"),
                env(
                        "container id with a dot first",
                        "CNI_CONTAINERID",
                        ".a",
                        4,
                        "CNI_CONTAINERID '.a'"),
                env(
                        "container id not ASCII",
                        "CNI_CONTAINERID",
                        "köln",
                        4,
                        "CNI_CONTAINERID 'köln'"),
                env(
                        "interface too long",
                        "CNI_IFNAME",
                        "sixteen-letters-",
                        4,
                        "CNI_IFNAME 'sixteen"),
                env("interface with a slash", "CNI_IFNAME", "a/b", 4, "CNI_IFNAME 'a/b'"),
                env("interface with a colon", "CNI_IFNAME", "eth0:1", 4, "CNI_IFNAME 'eth0:1'"),
                env("interface with a space", "CNI_IFNAME", "eth 0", 4, "CNI_IFNAME 'eth 0'"),
                env("interface dot", "CNI_IFNAME", ".", 4, "CNI_IFNAME '.'"),
                env("interface dot dot", "CNI_IFNAME", "..", 4, "CNI_IFNAME '..'"),
                env(
                        "pair without =",
                        "CNI_ARGS",
                        "K8S_POD_NAME",
                        4,
                        "'K8S_POD_NAME' is not one key=value"),
                env("pair with two =", "CNI_ARGS", "A=b=c", 4, "'A=b=c' is not one key=value"),
                env("empty pair", "CNI_ARGS", "K8S_POD_NAME=a;", 4, "'' is not one key=value"),
                env("unknown key", "CNI_ARGS", "COLOUR=red", 4, "unknown key 'COLOUR'"),
                env(
                        "unknown key not ignored",
                        "CNI_ARGS",
                        "IgnoreUnknown=0;A=b",
                        4,
                        "unknown key 'A'"),
                env("ignore flag not a flag", "CNI_ARGS", "IgnoreUnknown=maybe", 4, "not 'maybe'"),
                stdin("empty input", pod, "", 6, "on stdin is empty"),
                stdin("no JSON", pod, "cniVersion: 1.0.0", 6, "is not JSON"),
                stdin("half of JSON", pod, "{\"cniVersion\":\"1.0.0\",", 6, "is not JSON"),
                stdin("an array", pod, "[]", 6, "must be a JSON object, not an array"),
                stdin("deep nesting", pod, "[".repeat(5000), 6, "is not JSON"),
                stdin(
                        "too long",
                        pod,
                        "{\"a\":\"" + "x".repeat(1 << 20) + "\"}",
                        7,
                        "longer than 1048576"),
                row(
                        "unknown version",
                        add(pod).config("cniVersion", "2.0.0"),
                        1,
                        "cniVersion '2.0.0'"),
                row("version not a string", add(pod).json("cniVersion", "1.1"), 6, "'cniVersion'"),
                row(
                        "no name",
                        add(pod).withoutConfig("name"),
                        7,
                        "'name' of the network configuration is missing"),
                row("name with a slash", add(pod).config("name", "a/b"), 7, "'a/b'"),
                row("name not a string", add(pod).json("name", "{}"), 6, "'name'"),
                row(
                        "prefix too long",
                        add(pod).config("vethPrefix", "veth5"),
                        7,
                        "conf.VethPrefix can be at most 4"),
                row("prefix with a slash", add(pod).config("vethPrefix", "a/b"), 7, "'vethPrefix'"),
                row(
                        "MTU not a string",
                        add(pod).json("mtu", "9001"),
                        6,
                        "'mtu' of the network configuration must be a string, not 9001"),
                row(
                        "log to stdout",
                        add(pod).config("pluginLogFile", "stdout"),
                        7,
                        "'pluginLogFile'"),
                row(
                        "log path not absolute",
                        add(pod).config("pluginLogFile", "plugin.log"),
                        7,
                        "absolute path"),
                row(
                        "agent by name",
                        add(pod).config("agentAddress", "localhost:61679"),
                        7,
                        "'agentAddress'"),
                row(
                        "agent without port",
                        add(pod).config("agentAddress", "127.0.0.1"),
                        7,
                        "'agentAddress'"),
                row(
                        "agent with port 0",
                        add(pod).config("agentAddress", "127.0.0.1:0"),
                        7,
                        "1..65535"),
                row(
                        "agent socket not absolute",
                        add(pod).config("agentAddress", "unix:x"),
                        7,
                        "absolute path"),
                row(
                        "token path not absolute",
                        add(pod).config("agentTokenFile", "token"),
                        7,
                        "'agentTokenFile'"),
                row(
                        "tombstones not absolute",
                        add(pod).config("tombstoneDir", "t"),
                        7,
                        "'tombstoneDir'"),
                row("timeout too short", add(pod).config("timeoutMs", "999"), 7, "1000..600000"),
                row("timeout too long", add(pod).config("timeoutMs", "600001"), 7, "1000..600000"),
                row("timeout not a number", add(pod).config("timeoutMs", "1e4"), 7, "'1e4'"),
                row(
                        "previous result no object",
                        add(pod).json("prevResult", "7"),
                        6,
                        "'prevResult'"),
                previous(pod, "unknown version", "{\"cniVersion\":\"9.0.0\"}", "'9.0.0'"),
                previous(pod, "interfaces no array", "{\"interfaces\":{}}", "'interfaces'"),
                previous(pod, "interface no object", "{\"interfaces\":[1]}", "'interfaces[0]'"),
                previous(pod, "address wrong", "{\"ips\":[{\"address\":\"10.0.0\"}]}", "'address'"),
                previous(
                        pod,
                        "index beyond",
                        "{\"ips\":[{\"address\":\"10.0.0.1/32\",\"interface\":2}]}",
                        "'interface'"),
                row(
                        "namespace missing",
                        add("/run/netns/plugit-none"),
                        8,
                        "CNI_NETNS '/run/netns/plugit-none'"),
                row("namespace is a file", add(file), 8, "enter the network namespace"),
                row(
                        "namespace is the plugin's",
                        add(own),
                        8,
                        "is the namespace that the plugin itself runs in"));
    }

    private static BadInputs row(String name, TestCall call, int code, String words) {
        return new BadInputs(name, call, code, words);
    }

    private static BadInputs env(
            String name, String variable, String value, int code, String words) {
        return row(name, add("/run/netns/plugit-none").env(variable, value), code, words);
    }

    private static BadInputs without(String name, String variable, int code, String words) {
        return row(name, add("/run/netns/plugit-none").withoutEnv(variable), code, words);
    }

    private static BadInputs stdin(String name, Path pod, String text, int code, String words) {
        return row(name, add(pod).stdin(text), code, words);
    }

    private static BadInputs previous(Path pod, String name, String json, String words) {
        return row("previous result: " + name, add(pod).json("prevResult", json), 6, words);
    }

    private static TestCall add(Object netns) {
        return TestCall.of("ADD").netns(netns);
    }
}
