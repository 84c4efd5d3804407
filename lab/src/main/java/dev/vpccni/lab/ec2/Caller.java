package dev.vpccni.lab.ec2;

import org.jspecify.annotations.Nullable;

/// Who makes a call. Shape: `instanceId` is absent if neither the source address nor the access key is an instance's.
record Caller(String accessKeyId, @Nullable String instanceId) {

    /// The name in the journal.
    String name() {
        return instanceId == null ? accessKeyId : instanceId;
    }

    /// The principal that EC2 notes as the requester of an interface.
    String principal() {
        return instanceId == null ? accessKeyId : "AROALABNODEROLE:" + instanceId;
    }

    /// The name in a refusal. Source: the form of IAM's assumed-role ARNs.
    String arn(String accountId, String role) {
        return instanceId == null
                ? "arn:aws:iam::" + accountId + ":user/" + accessKeyId
                : "arn:aws:sts::" + accountId + ":assumed-role/" + role + "/" + instanceId;
    }
}
