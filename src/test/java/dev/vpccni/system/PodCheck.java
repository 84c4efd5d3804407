package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.Pod;
import java.time.Duration;

/// What must hold after the ADD and after the DEL of one pod, while others come and go.
final class PodCheck {
    private static final Duration PAGE_DELAY = Duration.ofSeconds(10);

    private PodCheck() {}

    /// The address is one that this node may use, is on disk, leads to the pod, and is inside it.
    static void added(Lab lab, LabNode node, Pod pod) {
        assertThat(Audit.misplaced(lab, node, pod.address())).isNull();
        assertThat(JournalView.of(node)).containsEntry(pod.address(), pod.sandbox().containerId());
        assertThat(KernelView.of(node).routes()).containsEntry(pod.address(), hostLink(pod));
        assertThat(KernelView.inPod(node, pod.sandbox().netns(), pod.sandbox().interfaceName()))
                .containsExactly(pod.address());
    }

    /// The agent shows the pod; it publishes the page just after its answer.
    static void shown(LabNode node, Pod pod) {
        await().atMost(PAGE_DELAY)
                .untilAsserted(() ->
                        assertThat(AgentView.of(node).assigned())
                                .containsEntry(pod.address(), pod.name()));
    }

    /// The host's end of the pod's veth is gone, and no route leads there.
    static void unwired(LabNode node, Pod pod) {
        KernelView kernel = KernelView.of(node);
        assertThat(kernel.links()).doesNotContain(hostLink(pod));
        assertThat(kernel.routes()).doesNotContainValue(hostLink(pod));
    }

    /// The pod's address is not its own any more on disk.
    static void released(LabNode node, Pod pod) {
        assertThat(JournalView.of(node)).doesNotContainValue(pod.sandbox().containerId());
    }

    /// Name of the host's end, as the plugin printed it. Source: CNI specification 1.1.0, section 5.
    static String hostLink(Pod pod) {
        return pod.result().path("interfaces").path(0).path("name").asText();
    }
}
