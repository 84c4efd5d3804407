package dev.vpccni.engine;

import dev.vpccni.ec2.Ec2CallListener;
import dev.vpccni.ec2.Ec2Failure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The calls that make room for pods whose last attempt failed and that are being tried again.
///
/// A call that EC2 throttles goes on for longer than a pod waits, so the pod that gives up first has to be told what the
/// call has met so far. How a call ended in the end is told by its task.
///
/// Threads: any.
public final class RepeatedCalls implements Ec2CallListener {
    private static final Set<String> GROWTH =
            Set.of("AssignPrivateIpAddresses", "AttachNetworkInterface", "CreateNetworkInterface");
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Ec2CallListener next;
    private final Map<String, Refusal> failed = new TreeMap<>();

    /// @param next is told everything as well
    public RepeatedCalls(Ec2CallListener next) {
        this.next = next;
    }

    @Override
    public void attempted(Attempt attempt) {
        next.attempted(attempt);
        Ec2Failure.Kind kind = attempt.kind();
        synchronized (this) {
            if (kind == null) {
                failed.remove(attempt.action());
            } else if (GROWTH.contains(attempt.action())) {
                failed.put(attempt.action(), refusal(attempt, kind));
            }
        }
    }

    @Override
    public void finished(Report report) {
        next.finished(report);
        synchronized (this) {
            failed.remove(report.action());
        }
    }

    /// Why addresses that are on their way do not come; empty when no attempt has failed.
    synchronized Optional<Refusal> refusal() {
        return failed.values().stream().findFirst();
    }

    private static Refusal refusal(Attempt attempt, Ec2Failure.Kind kind) {
        String answer =
                attempt.code().isEmpty() ? "gets no answer" : "is answered with " + attempt.code();
        return new Refusal(
                kind.reason(),
                attempt.action()
                        + " "
                        + answer
                        + ", "
                        + attempt.number()
                        + " times so far; the agent goes on trying",
                RETRY);
    }
}
