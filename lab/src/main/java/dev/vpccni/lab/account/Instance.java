package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import java.time.Instant;
import java.util.List;

/// An EC2 instance: a node of the lab.
///
/// Shape: `name` is the lab's own; `primaryEniId` is the interface at device index 0, which lives as long as the
/// instance.
public record Instance(
        String id,
        String name,
        InstanceType type,
        String availabilityZone,
        String vpcId,
        String subnetId,
        String primaryEniId,
        IpAddress privateIp,
        List<String> groups,
        Tags tags,
        Instant launchTime,
        State state) {

    /// The instance states that the lab plays. Source: EC2 API reference, InstanceState.
    public enum State {
        RUNNING(16, "running"),
        TERMINATED(48, "terminated");

        private final int code;
        private final String text;

        State(int code, String text) {
            this.code = code;
            this.text = text;
        }

        public int code() {
            return code;
        }

        /// The name on the wire.
        public String text() {
            return text;
        }
    }

    public Instance {
        groups = List.copyOf(groups);
    }

    Instance withTags(Tags changed) {
        return new Instance(
                id,
                name,
                type,
                availabilityZone,
                vpcId,
                subnetId,
                primaryEniId,
                privateIp,
                groups,
                changed,
                launchTime,
                state);
    }

    Instance withState(State changed) {
        return new Instance(
                id,
                name,
                type,
                availabilityZone,
                vpcId,
                subnetId,
                primaryEniId,
                privateIp,
                groups,
                tags,
                launchTime,
                changed);
    }
}
