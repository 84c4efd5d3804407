package dev.vpccni.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.account.AttachEni;
import dev.vpccni.lab.account.CreateEni;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.fabric.MachineNetwork;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.node.HttpAnswer;
import dev.vpccni.lab.node.Leftovers;
import dev.vpccni.lab.node.Pod;
import dev.vpccni.lab.node.Sandbox;
import dev.vpccni.netlink.Link;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole lab in process, with a shell script in the place of the plugin.
class LabIT {
    private static final LabOptions OPTIONS = LabOptions.named("labwhole");

    /// Prints what it was called with; fails for pods whose name says so.
    private static final String PLUGIN =
            """
            #!/bin/sh
            case "$CNI_ARGS" in
            *K8S_POD_NAME=refused*) [ "$CNI_COMMAND" = DEL ] && exit 0
                echo '{"code": 11, "msg": "no address", "details": "try later"}'; exit 1;;
            *K8S_POD_NAME=crash*) kill -SEGV $$;;
            esac
            read -r input
            [ "$CNI_COMMAND" = ADD ] && ip netns exec "${CNI_NETNS##*/}" ip address add 10.0.16.99/32 dev lo
            echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_IFNAME $(hostname) $input" >> /var/log/aws-routed-eni/calls
            [ "$CNI_COMMAND" = DEL ] || printf '{"cniVersion": "1.1.0", "ips": [{"address": "10.0.16.99/32"}], "echo": %s}' "$input"
            """;

    @TempDir static Path files;
    private static MachineNetwork machine;
    private static Lab lab;
    private static LabNode n1;

    @BeforeAll
    static void start() throws IOException {
        machine = MachineNetwork.read();
        lab = Lab.start(OPTIONS);
        n1 = lab.node("n1");
        n1.installPlugin(Files.writeString(files.resolve("plugin"), PLUGIN));
    }

    @AfterAll
    static void closingLeavesNothing() {
        lab.close();

        assertThat(Leftovers.find("labwhole").isEmpty()).isTrue();
        assertThat(OPTIONS.directory()).doesNotExist();
        assertThat(MachineNetwork.read().changesSince(machine)).isEmpty();
    }

    @Test
    void theMetadataServiceKnowsWhoAsks() {
        String token =
                ask(
                                "PUT",
                                LinuxFabric.IMDS,
                                "/latest/api/token",
                                Map.of("X-aws-ec2-metadata-token-ttl-seconds", "60"))
                        .body();

        HttpAnswer answer =
                ask(
                        "GET",
                        LinuxFabric.IMDS,
                        "/latest/meta-data/instance-id",
                        Map.of("X-aws-ec2-metadata-token", token));
        assertThat(answer).isEqualTo(new HttpAnswer(200, n1.instance().id()));
    }

    @Test
    void theEc2ApiAnswersInTheVpc() {
        IpAddress endpoint = IpAddress.parse(URI.create(lab.ec2Endpoint()).getHost());

        assertThat(ask("POST", endpoint, "/", Map.of()).body()).contains("MissingParameter");
    }

    @Test
    void anInterfaceAttachedThroughEc2IsALinkOfTheNodeUntilItIsDetached() {
        var ec2 = lab.account().ec2();
        var eni = ec2.createNetworkInterface(CreateEni.in(n1.instance().subnetId()), "test");

        var attachment =
                ec2.attachNetworkInterface(new AttachEni(eni.id(), n1.instance().id(), 1, 0));
        Link link = n1.machine().network().link("eth1");
        ec2.detachNetworkInterface(attachment.id());

        assertThat(link.mac()).isEqualTo(eni.mac());
        assertThat(n1.machine().network().find("eth1")).isNull();
        ec2.deleteNetworkInterface(eni.id());
    }

    @Test
    void aPodLivesFromAddToDel() {
        Pod pod = n1.pods().add("web");

        assertThat(pod.address().toString()).isEqualTo("10.0.16.99");
        assertThat(pod.addTime()).isPositive();
        assertThat(pod.result().path("echo").path("name").asText()).isEqualTo("aws-cni");
        assertThat(pod.result().path("echo").path("cniVersion").asText()).isEqualTo("1.1.0");
        assertThat(
                        n1.pods()
                                .exec(pod, Command.of("ip", "-o", "-4", "address", "show", "lo"))
                                .output())
                .contains("10.0.16.99/32")
                .contains("127.0.0.1/8");
        n1.pods().delete("web");
        assertThat(n1.pods().all()).isEmpty();
        assertThat(n1.machine().exec(Command.of("ls", "/run/netns")).output()).isEmpty();
        assertThat(n1.machine().readFile("/var/log/aws-routed-eni/calls"))
                .contains("ADD " + pod.sandbox().containerId() + " eth0 n1 {")
                .contains("DEL " + pod.sandbox().containerId() + " eth0 n1 {")
                .contains("\"prevResult\":{\"cniVersion\":\"1.1.0\"");
    }

    @Test
    void aRefusedPodIsReportedAndLeavesNothing() {
        assertThatThrownBy(() -> n1.pods().add("refused"))
                .hasMessage("ADD of pod refused failed with code 11: no address try later");

        assertThat(n1.pods().find("refused")).isEmpty();
        assertThat(n1.machine().exec(Command.of("ls", "/run/netns")).output()).isEmpty();
    }

    @Test
    void aPluginThatCrashesBrokeTheProtocol() {
        Sandbox sandbox = n1.runtime().createSandbox("default", "crash");

        CniOutcome outcome = n1.runtime().add(sandbox);

        n1.runtime().removeSandbox(sandbox);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CniOutcome.Broken.class,
                        broken -> assertThat(broken.finished().exitCode()).isEqualTo(128 + 11));
    }

    private static HttpAnswer ask(
            String method, IpAddress host, String path, Map<String, String> headers) {
        return n1.machine().call(() -> HttpAnswer.send(method, host, 80, path, headers, ""));
    }
}
