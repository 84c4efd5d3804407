package dev.vpccni.lab.scenario;

import dev.vpccni.lab.account.Wildcard;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that goes wrong with calls of EC2 or requests of IMDS.
///
/// Shape: `target` is an action's name or `imds:` and a path, with `*` and `?` as wildcards; `node` is an instance id
/// or a node's name, absent for all; `count` is how often it fires, 0 for ever; the effect comes after `delay` and is
/// one of [Effect].
public record Fault(
        String target,
        @Nullable String node,
        double probability,
        int count,
        Duration delay,
        Effect effect) {
    /// The start of a target that means the metadata service.
    static final String IMDS = "imds:";

    /// What happens to the call.
    public sealed interface Effect {

        /// Only the delay.
        record Slow() implements Effect {}

        /// An error reply. Shape: an IMDS fault needs the status only. `happens` lets the call take effect first, so
        /// that the caller is told of a failure that was none.
        record Refuse(String code, int httpStatus, String message, boolean happens)
                implements Effect {}

        /// The connection closes without a reply, before or after the call took effect.
        record Drop(boolean happens) implements Effect {}
    }

    boolean matches(String called, Optional<String> instanceId, Optional<String> nodeName) {
        boolean caller =
                node == null
                        || instanceId.filter(node::equals).isPresent()
                        || nodeName.filter(node::equals).isPresent();
        return caller && Wildcard.parse(target).matches(called);
    }
}
