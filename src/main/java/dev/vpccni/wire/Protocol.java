package dev.vpccni.wire;

/// Names and limits of the plugin's HTTP API. Source: design of the plugin contract, `docs/api.md`.
public final class Protocol {
    /// Version that both sides send in [#VERSION_HEADER]; raised when an old peer could misread a message.
    public static final int VERSION = 1;

    public static final String VERSION_HEADER = "Vpc-Cni-Protocol";
    public static final String ATTACHMENTS = "/v1/attachments/";
    public static final String STATUS = "/v1/status";
    public static final String GC = "/v1/gc";
    public static final String PROBLEM_MEDIA_TYPE = "application/problem+json";

    /// Longest body either side accepts. Units: bytes.
    public static final int MAX_BODY = 1024 * 1024;

    /// Where the agent listens by default; `unix:/path` is accepted as well.
    public static final String DEFAULT_ADDRESS = "127.0.0.1:61679";

    /// File with the bearer token, readable by root only, renewed at each start of the agent.
    public static final String DEFAULT_TOKEN_FILE = "/var/run/aws-node/plugin.token";

    private Protocol() {}
}
