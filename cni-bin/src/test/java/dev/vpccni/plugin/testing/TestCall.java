package dev.vpccni.plugin.testing;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// One call of the plugin: environment and standard input. The defaults are a valid call; a test changes what it is
/// about.
public final class TestCall {
    public static final String CONTAINER = "3f2a9c0d1e";

    private final Map<String, String> environment = new TreeMap<>();
    private JsonObject config = new JsonObject();
    private byte[] rawStdin = new byte[0];
    private boolean raw;

    private TestCall(String command) {
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_CONTAINERID", CONTAINER);
        environment.put("CNI_IFNAME", "eth0");
        environment.put("CNI_PATH", "/opt/cni/bin");
        environment.put(
                "CNI_ARGS",
                "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=sample-pod;K8S_POD_UID=u-1");
        config.add("cniVersion", "1.1.0");
        config.add("name", "aws-cni");
        config.add("type", "aws-cni");
        config.add("timeoutMs", "2000");
    }

    public static TestCall of(String command) {
        return new TestCall(command);
    }

    public TestCall env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public TestCall withoutEnv(String name) {
        environment.remove(name);
        return this;
    }

    public TestCall netns(Object path) {
        return env("CNI_NETNS", path.toString());
    }

    public TestCall pod(String namespace, String name) {
        return env("CNI_ARGS", "K8S_POD_NAMESPACE=" + namespace + ";K8S_POD_NAME=" + name);
    }

    public TestCall config(String name, String value) {
        config.set(name, value);
        return this;
    }

    public TestCall json(String name, String json) {
        config.set(name, Json.parse(json));
        return this;
    }

    public TestCall json(String name, JsonValue json) {
        config.set(name, json);
        return this;
    }

    public TestCall withoutConfig(String name) {
        config.remove(name);
        return this;
    }

    /// Standard input as it is, instead of a configuration.
    public TestCall stdin(byte[] bytes) {
        rawStdin = bytes.clone();
        raw = true;
        return this;
    }

    public TestCall stdin(String text) {
        return stdin(text.getBytes(StandardCharsets.UTF_8));
    }

    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    public byte[] stdin() {
        return raw ? rawStdin.clone() : config.toString().getBytes(StandardCharsets.UTF_8);
    }
}
