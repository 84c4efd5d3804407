package dev.vpccni.api;

import dev.vpccni.config.AgentConfig;
import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Phase;
import dev.vpccni.engine.Snapshot;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an operator may look at without a token; paths and shapes are the incumbent's (spec/ipamd.md 7.1).
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class IntrospectionResource {
    private final Engine engine;
    private final AgentConfig config;
    private final EnisView enis;

    IntrospectionResource(Engine engine, AgentConfig config, EnisView enis) {
        this.engine = engine;
        this.config = config;
        this.enis = enis;
    }

    @GET
    public Map<String, List<String>> commands() {
        return Map.of(
                "AvailableCommands",
                List.of(
                        "/v1/enis",
                        "/v1/explain",
                        "/v1/networkutils-env-settings",
                        "/v1/ipamd-env-settings"));
    }

    /// ENIs and addresses by network card; container ids are left out.
    @GET
    @Path("v1/enis")
    public Map<String, Object> enis() {
        return engine.snapshot().map(Snapshot::pool).map(enis::byCard).orElse(Map.of());
    }

    /// What the agent is doing and why, what it waits for, and when it tries next.
    @GET
    @Path("v1/explain")
    public Map<String, Object> explain() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("phase", phase());
        engine.snapshot().ifPresent(snapshot -> explain(snapshot, page));
        page.put("configurationWarnings", config.warnings());
        return page;
    }

    @GET
    @Path("v1/networkutils-env-settings")
    public Map<String, Object> networkSettings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("AWS_VPC_K8S_CNI_CONNMARK", Integer.toUnsignedLong(config.snat().connmark()));
        settings.put(
                "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
                config.snat().excludeCidrs().stream().map(Object::toString).toList());
        settings.put("AWS_VPC_K8S_CNI_EXTERNALSNAT", config.snat().external());
        settings.put(
                "AWS_EXTERNAL_SERVICE_CIDRS",
                config.network().externalServiceCidrs().stream().map(Object::toString).toList());
        settings.put("AWS_VPC_ENI_MTU", config.network().mtu());
        settings.put("AWS_VPC_K8S_CNI_VETHPREFIX", config.network().vethPrefix());
        settings.put("AWS_VPC_CNI_NODE_PORT_SUPPORT", config.snat().nodePort());
        settings.put(
                "AWS_VPC_K8S_CNI_RANDOMIZESNAT",
                switch (config.snat().randomize()) {
                    case NONE -> 0;
                    case HASHRANDOM -> 1;
                    case PRNG -> 2;
                });
        return settings;
    }

    @GET
    @Path("v1/ipamd-env-settings")
    public Map<String, Object> poolSettings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("WARM_IP_TARGET", config.warmPool().warmIpTarget());
        settings.put("WARM_ENI_TARGET", config.warmPool().warmEniTarget());
        settings.put("MINIMUM_IP_TARGET", config.warmPool().minimumIpTarget());
        settings.put("IP_COOLDOWN_PERIOD", config.warmPool().cooldown().toSeconds());
        return settings;
    }

    private String phase() {
        return switch (engine.phase()) {
            case Phase.Starting(String waitingFor) -> "starting: " + waitingFor;
            case Phase.Serving ignored -> "serving";
            case Phase.Draining ignored -> "draining";
        };
    }

    private static void explain(Snapshot snapshot, Map<String, Object> page) {
        page.put("addresses", snapshot.pool().counts());
        page.put("decision", snapshot.plan().explanation().sentence());
        page.put("obstacles", snapshot.plan().explanation().obstacles());
        page.put("trouble", snapshot.trouble());
        page.put(
                "parked",
                snapshot.parked().stream()
                        .map(add ->
                                Map.of(
                                        "attachment", add.attachment(),
                                        "pod", add.pod(),
                                        "since", add.since().toString(),
                                        "deadline", add.deadline().toString()))
                        .toList());
        snapshot.plan().nextLook().ifPresent(at -> page.put("nextLook", at.toString()));
        page.put("asOf", snapshot.at().toString());
    }
}
