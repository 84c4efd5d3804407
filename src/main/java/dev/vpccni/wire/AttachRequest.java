package dev.vpccni.wire;

/// Body of `PUT /v1/attachments/{network}/{containerId}/{ifName}`: one ADD.
///
/// @param podName Kubernetes name of the pod; empty when the runtime gave none
/// @param podNamespace Kubernetes namespace of the pod; empty when the runtime gave none
/// @param podUid UID of the pod; empty when the runtime gave none
/// @param netns path of the pod's network namespace, for messages only
/// @param deadlineMs how long the caller is willing to wait for an address. Units: milliseconds, > 0
public record AttachRequest(
        String podName, String podNamespace, String podUid, String netns, int deadlineMs) {}
