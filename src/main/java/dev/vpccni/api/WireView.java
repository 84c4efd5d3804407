package dev.vpccni.api;

import dev.vpccni.engine.AttachOutcome;
import dev.vpccni.engine.Engine;
import dev.vpccni.engine.NodeFacts;
import dev.vpccni.inet.Family;
import dev.vpccni.ipam.Eni;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.Attachment;
import jakarta.inject.Singleton;
import java.util.List;

/// The engine's values as wire records.
@Singleton
final class WireView {
    /// Next hops inside a pod; never configured on the host. Source: spec/dataplane.md 1.4.
    private static final String GATEWAY_IPV4 = "169.254.1.1";

    private static final String GATEWAY_IPV6 = "fe80::1";

    private final Engine engine;

    WireView(Engine engine) {
        this.engine = engine;
    }

    Attachment attachment(AttachOutcome.Attached attached) {
        NodeFacts node = engine.node().orElseThrow();
        return new Attachment(
                List.of(address(attached)),
                node.vpcCidrs().stream().map(Object::toString).toList(),
                node.externalSnat(),
                node.policyMode(),
                (int) attached.waited().toMillis());
    }

    /// Table 0 and an empty ENI id say that no ENI of this node has the address any more.
    AttachedAddress address(AttachOutcome.Attached attached) {
        var address = attached.assignment().address();
        Eni eni = attached.eni();
        return new AttachedAddress(
                address.toString(),
                address.family().bits(),
                address.family() == Family.IPV4 ? GATEWAY_IPV4 : GATEWAY_IPV6,
                eni == null ? "" : eni.id().value(),
                eni == null ? 0 : eni.networkCard(),
                eni == null ? 0 : eni.deviceIndex(),
                eni == null ? 0 : eni.routeTable());
    }
}
