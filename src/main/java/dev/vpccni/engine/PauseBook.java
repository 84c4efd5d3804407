package dev.vpccni.engine;

import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.ipam.Ec2Action;
import dev.vpccni.ipam.Pause;
import dev.vpccni.ipam.Pauses;
import dev.vpccni.ipam.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What failed lately, how long it is left alone, and what to tell a pod that waits for it.
///
/// A full subnet pauses that subnet only; a reached limit pauses creation; everything else pauses EC2. Each failure in
/// a row doubles the pause up to its longest. Belongs to the engine's thread.
final class PauseBook {
    private static final Duration SUBNET_FIRST = Duration.ofSeconds(15);
    private static final Duration SUBNET_LONGEST = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration EC2_FIRST = Duration.ofSeconds(1);
    private static final Duration EC2_LONGEST = Duration.ofSeconds(30);

    private record Entry(Pause pause, Duration length, Refusal refusal) {}

    private final SubnetId home;
    private final Map<SubnetId, Entry> subnets = new HashMap<>();
    private @Nullable Entry creation;
    private @Nullable Entry ec2;

    /// @param home the subnet that new ENIs are made in: while it is full, none is
    PauseBook(SubnetId home) {
        this.home = home;
    }

    Pauses pauses() {
        Map<SubnetId, Pause> bySubnet = new HashMap<>();
        subnets.forEach((subnet, entry) -> bySubnet.put(subnet, entry.pause()));
        return new Pauses(
                bySubnet,
                Optional.ofNullable(creation)
                        .or(() -> Optional.ofNullable(subnets.get(home)))
                        .map(Entry::pause),
                Optional.ofNullable(ec2).map(Entry::pause));
    }

    /// @param subnet of the ENI that was to grow or be created
    void failed(Ec2Action action, SubnetId subnet, RuntimeException cause, Instant now) {
        Refusal refusal = refusal(cause);
        Ec2Failure.Kind kind =
                cause instanceof Ec2Failure failure ? failure.kind() : Ec2Failure.Kind.UNAVAILABLE;
        switch (kind) {
            case SUBNET_EXHAUSTED, NO_FREE_PREFIX ->
                    subnets.put(
                            subnet,
                            next(subnets.get(subnet), SUBNET_FIRST, SUBNET_LONGEST, refusal, now));
            case ENI_LIMIT -> creation = next(null, LIMIT, LIMIT, refusal, now);
            default -> {
                if (action instanceof Ec2Action.Grow) {
                    Duration first = max(EC2_FIRST, refusal.retryAfter());
                    ec2 = next(ec2, first, max(EC2_LONGEST, first), refusal, now);
                }
            }
        }
    }

    /// Growth has worked: what failed before is over.
    void succeeded(SubnetId subnet, boolean created) {
        subnets.remove(subnet);
        ec2 = null;
        if (created) {
            creation = null;
        }
    }

    /// What to tell a pod that waits in vain, if a failure is the cause.
    Optional<Refusal> refusal(SubnetId subnet, Instant now) {
        return java.util.stream.Stream.of(
                        Optional.ofNullable(ec2),
                        Optional.ofNullable(subnets.get(subnet)),
                        Optional.ofNullable(creation))
                .flatMap(Optional::stream)
                .filter(entry -> entry.pause().isActive(now.minus(entry.length())))
                .findFirst()
                .map(entry -> withNextTry(entry, now));
    }

    private static Refusal withNextTry(Entry entry, Instant now) {
        Duration left = max(Duration.between(now, entry.pause().until()), Duration.ZERO);
        return new Refusal(
                entry.refusal().reason(),
                entry.refusal().sentence()
                        + "; the next try is in "
                        + Math.ceilDiv(left.toMillis(), 1000)
                        + " s",
                left);
    }

    private static Entry next(
            @Nullable Entry previous,
            Duration first,
            Duration longest,
            Refusal refusal,
            Instant now) {
        Duration length = first;
        if (previous != null && previous.pause().until().plus(previous.length()).isAfter(now)) {
            length = previous.length().multipliedBy(2);
        }
        Duration capped = length.compareTo(longest) > 0 ? longest : length;
        return new Entry(new Pause(now.plus(capped), refusal.sentence()), capped, refusal);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Refusal refusal(RuntimeException cause) {
        return cause instanceof Ec2Failure failure
                ? new Refusal(
                        failure.reason(),
                        String.valueOf(failure.getMessage()),
                        failure.details().retryAfter())
                : new Refusal(
                        dev.vpccni.wire.Reason.INTERNAL,
                        String.valueOf(cause.getMessage()),
                        Duration.ZERO);
    }
}
