package dev.vpccni.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vpccni.inet.IpPrefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// All settings of the agent, validated.
///
/// @param warnings one sentence for each value that was replaced by its default
public record AgentConfig(
        WarmPool warmPool,
        Snat snat,
        Network network,
        Aws aws,
        Node node,
        Paths paths,
        Endpoints endpoints,
        Logging logging,
        List<String> warnings) {
    public AgentConfig {
        warnings = List.copyOf(warnings);
    }

    /// Warm targets; empty or 0 as the incumbent means them (spec/ipamd.md 1.2).
    public record WarmPool(
            int warmEniTarget,
            int warmIpTarget,
            int minimumIpTarget,
            OptionalInt maxEni,
            Duration cooldown) {}

    /// How source ports are chosen.
    public enum RandomizeSnat {
        PRNG,
        HASHRANDOM,
        NONE
    }

    /// Source translation and connection marks.
    public record Snat(
            boolean external,
            RandomizeSnat randomize,
            List<IpPrefix> excludeCidrs,
            boolean nodePort,
            int connmark) {
        public Snat {
            excludeCidrs = List.copyOf(excludeCidrs);
        }
    }

    /// Links and addresses of the node.
    ///
    /// @param mtu of the node's ENIs. Units: bytes
    /// @param vethPrefix first characters of host interface names
    /// @param policyMode empty when the policy agent is not used
    public record Network(
            int mtu, String vethPrefix, List<IpPrefix> externalServiceCidrs, String policyMode) {
        public Network {
            externalServiceCidrs = List.copyOf(externalServiceCidrs);
        }
    }

    /// How AWS is reached, and what ENIs are tagged with.
    ///
    /// @param ec2Endpoint empty means the region's own
    public record Aws(
            Optional<URI> ec2Endpoint,
            URI imdsEndpoint,
            Duration httpTimeout,
            Map<String, String> additionalTags) {
        public Aws {
            additionalTags = Map.copyOf(additionalTags);
        }
    }

    public record Node(String nodeName, String clusterName) {}

    public record Paths(Path checkpoint, Path pluginToken, Path tombstones, Path procSys) {}

    public record Endpoints(String host, int port, boolean introspection, boolean metrics) {}

    public record Logging(String level, String file) {}

    /// Reads and validates. Errors: [ConfigException] for the first value that stops the start.
    public static AgentConfig read(Map<String, String> variables) {
        Environment env = new Environment(variables);
        WarmPool warmPool = warmPool(env);
        Snat snat = snat(env);
        Network network = network(env);
        Aws aws = aws(env);
        Node node = new Node(env.text(Setting.MY_NODE_NAME), env.text(Setting.CLUSTER_NAME));
        Paths paths =
                new Paths(
                        Path.of(env.text(Setting.AWS_VPC_K8S_CNI_BACKING_STORE)),
                        Path.of(env.text(Setting.VPC_CNI_PLUGIN_TOKEN_FILE)),
                        Path.of(env.text(Setting.VPC_CNI_TOMBSTONE_DIR)),
                        Path.of(env.text(Setting.VPC_CNI_PROC_SYS)));
        return new AgentConfig(
                warmPool,
                snat,
                network,
                aws,
                node,
                paths,
                endpoints(env),
                logging(env),
                env.warnings());
    }

    private static WarmPool warmPool(Environment env) {
        int maxEni = env.lenientInteger(Setting.MAX_ENI, Integer.MIN_VALUE);
        return new WarmPool(
                env.lenientInteger(Setting.WARM_ENI_TARGET, 0),
                env.lenientInteger(Setting.WARM_IP_TARGET, 0),
                env.lenientInteger(Setting.MINIMUM_IP_TARGET, 0),
                maxEni >= 1 ? OptionalInt.of(maxEni) : OptionalInt.empty(),
                Duration.ofSeconds(
                        env.strictInteger(Setting.IP_COOLDOWN_PERIOD, 0, Integer.MAX_VALUE)));
    }

    private static Snat snat(Environment env) {
        boolean external = env.bool(Setting.AWS_VPC_K8S_CNI_EXTERNALSNAT);
        return new Snat(
                external,
                randomize(env),
                external ? List.of() : env.cidrs(Setting.AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS),
                env.bool(Setting.AWS_VPC_CNI_NODE_PORT_SUPPORT),
                env.unsigned32(Setting.AWS_VPC_K8S_CNI_CONNMARK));
    }

    private static RandomizeSnat randomize(Environment env) {
        String value = env.text(Setting.AWS_VPC_K8S_CNI_RANDOMIZESNAT);
        return switch (value) {
            case "prng" -> RandomizeSnat.PRNG;
            case "hashrandom" -> RandomizeSnat.HASHRANDOM;
            case "none" -> RandomizeSnat.NONE;
            default -> {
                env.warn(
                        Setting.AWS_VPC_K8S_CNI_RANDOMIZESNAT
                                + "="
                                + value
                                + " is not valid (it must be prng, hashrandom or none); using prng");
                yield RandomizeSnat.PRNG;
            }
        };
    }

    private static Network network(Environment env) {
        String prefix = env.text(Setting.AWS_VPC_K8S_CNI_VETHPREFIX);
        if (prefix.length() > 4 || Set.of("eth", "lo", "vlan").contains(prefix)) {
            throw new ConfigException(
                    Setting.AWS_VPC_K8S_CNI_VETHPREFIX.name(),
                    prefix,
                    "it must have at most 4 characters and not be eth, lo or vlan");
        }
        return new Network(
                env.strictInteger(Setting.AWS_VPC_ENI_MTU, 576, 9001),
                prefix,
                env.cidrs(Setting.AWS_EXTERNAL_SERVICE_CIDRS),
                policyMode(env));
    }

    private static String policyMode(Environment env) {
        Setting setting = Setting.NETWORK_POLICY_ENFORCING_MODE;
        if (!env.isSet(setting)) {
            return "";
        }
        String mode = env.text(setting).toLowerCase(Locale.ROOT);
        if (!Set.of("none", "standard", "strict").contains(mode)) {
            throw new ConfigException(
                    setting.name(),
                    mode,
                    "it must be none, standard or strict; unset it to do without the agent");
        }
        return mode;
    }

    private static Aws aws(Environment env) {
        String endpoint = env.text(Setting.AWS_EC2_ENDPOINT);
        return new Aws(
                endpoint.isEmpty()
                        ? Optional.empty()
                        : Optional.of(uri(Setting.AWS_EC2_ENDPOINT, endpoint)),
                uri(
                        Setting.AWS_EC2_METADATA_SERVICE_ENDPOINT,
                        env.text(Setting.AWS_EC2_METADATA_SERVICE_ENDPOINT)),
                Duration.ofSeconds(env.lenientInteger(Setting.HTTP_TIMEOUT, 10)),
                additionalTags(env));
    }

    private static URI uri(Setting setting, String value) {
        try {
            URI uri = URI.create(value);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    setting.name(), value, "it must be an http or https URL: " + e.getMessage());
        }
        throw new ConfigException(
                setting.name(), value, "it must be an http or https URL with a host");
    }

    private static Map<String, String> additionalTags(Environment env) {
        String json = env.text(Setting.ADDITIONAL_ENI_TAGS);
        Map<String, String> tags = new LinkedHashMap<>();
        try {
            Map<String, Object> parsed =
                    new ObjectMapper().readValue(json, new TypeReference<>() {});
            for (var entry : parsed.entrySet()) {
                if (entry.getKey().contains("k8s.amazonaws.com")) {
                    env.warn(
                            Setting.ADDITIONAL_ENI_TAGS
                                    + " key '"
                                    + entry.getKey()
                                    + "' is dropped: k8s.amazonaws.com is reserved");
                } else if (entry.getValue() instanceof String text) {
                    tags.put(entry.getKey(), text);
                } else {
                    throw new ConfigException(
                            Setting.ADDITIONAL_ENI_TAGS.name(), json, "values must be strings");
                }
            }
            return tags;
        } catch (JsonProcessingException | ConfigException e) {
            env.warn(
                    Setting.ADDITIONAL_ENI_TAGS
                            + " is ignored: it must be a JSON object of strings, but it is "
                            + json);
            return Map.of();
        }
    }

    private static Endpoints endpoints(Environment env) {
        String address = env.text(Setting.INTROSPECTION_BIND_ADDRESS);
        int colon = address.lastIndexOf(':');
        int port = -1;
        try {
            port = colon > 0 ? Integer.parseInt(address.substring(colon + 1)) : -1;
        } catch (NumberFormatException e) {
            // reported below
        }
        if (port < 1 || port > 65535) {
            throw new ConfigException(
                    Setting.INTROSPECTION_BIND_ADDRESS.name(),
                    address,
                    "it must be host:port, for instance 127.0.0.1:61679");
        }
        return new Endpoints(
                address.substring(0, colon),
                port,
                !env.bool(Setting.DISABLE_INTROSPECTION),
                !env.bool(Setting.DISABLE_METRICS));
    }

    private static Logging logging(Environment env) {
        String level = env.text(Setting.AWS_VPC_K8S_CNI_LOGLEVEL).toUpperCase(Locale.ROOT);
        if (!Set.of("DEBUG", "INFO", "WARN", "ERROR", "FATAL").contains(level)) {
            env.warn(Setting.AWS_VPC_K8S_CNI_LOGLEVEL + "=" + level + " is not valid; using DEBUG");
            level = "DEBUG";
        }
        return new Logging(level, env.text(Setting.AWS_VPC_K8S_CNI_LOG_FILE));
    }
}
