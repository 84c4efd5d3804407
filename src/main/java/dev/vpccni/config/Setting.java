package dev.vpccni.config;

import java.util.Arrays;
import java.util.Optional;

/// Every environment variable the agent reads: name, form, default, meaning.
///
/// This list is the reference page (`docs/configuration.md` is generated from it and a test compares them), and
/// [Environment] refuses to read a name that is not here. Names and semantics: spec/ipamd.md section 1.
public enum Setting {
    WARM_ENI_TARGET(
            "integer >= 0",
            "1",
            "ENIs' worth of free addresses to keep; 0 grows only when none is free. Ignored when WARM_IP_TARGET or"
                    + " MINIMUM_IP_TARGET is positive."),
    WARM_IP_TARGET(
            "integer >= 0",
            "0",
            "Free addresses to keep; 0 is not set. Overrides WARM_ENI_TARGET. Cooling addresses do not count as"
                    + " free."),
    MINIMUM_IP_TARGET(
            "integer >= 0",
            "0",
            "Floor on all addresses of the node, assigned or free; 0 is not set."),
    MAX_ENI(
            "integer",
            "-1",
            "Most ENIs to use; below 1, or above the instance type's limit, it has no effect."),
    IP_COOLDOWN_PERIOD(
            "integer >= 0, seconds", "30", "Time an address stays unused after its pod is gone."),
    AWS_VPC_ENI_MTU("576..9001", "9001", "MTU of the node's ENIs."),
    AWS_VPC_K8S_CNI_VETHPREFIX(
            "1..4 characters, not eth, lo, vlan",
            "eni",
            "First characters of the names of pods' host interfaces."),
    AWS_VPC_K8S_CNI_EXTERNALSNAT(
            "boolean",
            "false",
            "true leaves the translation of pod addresses to a NAT gateway outside."),
    AWS_VPC_K8S_CNI_RANDOMIZESNAT(
            "prng, hashrandom, none", "prng", "How the node chooses source ports for SNAT."),
    AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS(
            "comma-separated IPv4 CIDRs",
            "",
            "Destinations besides the VPC's CIDRs that are not translated."),
    AWS_VPC_CNI_NODE_PORT_SUPPORT(
            "boolean", "true", "Mark NodePort connections so that replies leave by the same ENI."),
    AWS_VPC_K8S_CNI_CONNMARK(
            "1..2^32-1, any base", "0x80", "Connection mark bit for traffic of the primary ENI."),
    AWS_EXTERNAL_SERVICE_CIDRS(
            "comma-separated IPv4 CIDRs", "", "Destinations that always leave by the primary ENI."),
    NETWORK_POLICY_ENFORCING_MODE(
            "none, standard, strict; unset is off",
            "",
            "Mode that the plugin passes to the network policy agent."),
    ADDITIONAL_ENI_TAGS(
            "JSON object of strings",
            "{}",
            "More tags for ENIs; keys with k8s.amazonaws.com are dropped."),
    CLUSTER_NAME("text", "", "Cluster tag on ENIs: cluster.k8s.amazonaws.com/name."),
    MY_NODE_NAME("text", "", "Name of this node; set by the downward API."),
    AWS_VPC_K8S_CNI_BACKING_STORE(
            "path",
            "/var/run/aws-node/ipam.json",
            "Checkpoint of assignments; the journal lies beside it."),
    AWS_VPC_K8S_CNI_LOGLEVEL(
            "DEBUG, INFO, WARN, ERROR, FATAL", "DEBUG", "Least level that is logged."),
    AWS_VPC_K8S_CNI_LOG_FILE(
            "stdout, stderr or a path",
            "/host/var/log/aws-routed-eni/ipamd.log",
            "Where log lines go."),
    INTROSPECTION_BIND_ADDRESS(
            "host:port",
            "127.0.0.1:61679",
            "Where the plugin API and the introspection pages listen."),
    DISABLE_INTROSPECTION(
            "boolean",
            "false",
            "true answers 404 on the introspection pages; the plugin API stays."),
    DISABLE_METRICS("boolean", "false", "true answers 404 on /metrics."),
    HTTP_TIMEOUT("integer >= 10, seconds", "10", "Time limit of one EC2 request."),
    AWS_EC2_ENDPOINT("URL", "", "EC2 API endpoint other than the region's own."),
    AWS_EC2_METADATA_SERVICE_ENDPOINT(
            "URL", "http://169.254.169.254", "Where the instance metadata service is."),
    VPC_CNI_PLUGIN_TOKEN_FILE(
            "path",
            "/var/run/aws-node/plugin.token",
            "Where the agent writes the plugin's bearer token (mode 0600)."),
    VPC_CNI_TOMBSTONE_DIR(
            "path",
            "/var/run/aws-node/tombstones",
            "Where the plugin leaves the DELs that it served while the agent was down."),
    VPC_CNI_PROC_SYS(
            "path",
            "/proc/sys",
            "Root of the kernel's sysctl files, as the agent's container sees them.");

    private final String form;
    private final String defaultText;
    private final String meaning;

    Setting(String form, String defaultText, String meaning) {
        this.form = form;
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /// What a valid value looks like.
    public String form() {
        return form;
    }

    /// The value that counts when the variable is not set.
    public String defaultText() {
        return defaultText;
    }

    public String meaning() {
        return meaning;
    }

    /// The setting of this name, if there is one.
    public static Optional<Setting> named(String name) {
        return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst();
    }

    /// The reference table in Markdown, one row per setting.
    public static String referenceTable() {
        StringBuilder table =
                new StringBuilder("| Name | Form | Default | Meaning |\n|---|---|---|---|\n");
        for (Setting setting : values()) {
            String shownDefault =
                    setting.defaultText.isEmpty() ? "empty" : "`" + setting.defaultText + "`";
            table.append("| `").append(setting.name()).append("` | ").append(setting.form);
            table.append(" | ")
                    .append(shownDefault)
                    .append(" | ")
                    .append(setting.meaning)
                    .append(" |\n");
        }
        return table.toString();
    }
}
