package dev.vpccni.lab.node;

/// A pod as a container runtime knows it before and after the network is set up.
///
/// @param containerId 64 hexadecimal digits, as runtimes give them
/// @param netns path of its network namespace in the node
/// @param interfaceName the interface the plugin is asked for
/// @param podUid the Kubernetes object's uid
public record Sandbox(
        String containerId,
        String netns,
        String interfaceName,
        String podNamespace,
        String podName,
        String podUid) {

    /// CNI_ARGS as kubelet's runtimes pass them.
    String arguments() {
        return "IgnoreUnknown=1;K8S_POD_NAMESPACE="
                + podNamespace
                + ";K8S_POD_NAME="
                + podName
                + ";K8S_POD_INFRA_CONTAINER_ID="
                + containerId
                + ";K8S_POD_UID="
                + podUid;
    }

    /// The last component of the namespace's path.
    String netnsName() {
        return netns.substring(netns.lastIndexOf('/') + 1);
    }
}
