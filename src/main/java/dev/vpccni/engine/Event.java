package dev.vpccni.engine;

import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.engine.AttachOutcome.Attached;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.PodRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What the engine's thread reacts to.
sealed interface Event {
    /// The node is known: from here on calls are served.
    record TakeOver(Serving serving, CompletableFuture<Void> done) implements Event {}

    /// A call from outside; it is answered after the journal has what it changed.
    sealed interface Call extends Event {
        void refuse(Refusal refusal);

        /// Whether the answer says something about this attachment.
        default boolean concerns(AttachmentKey key) {
            return switch (this) {
                case Attach call -> call.key().equals(key);
                case Find call -> call.key().equals(key);
                case Release call -> call.key().equals(key);
                case Collect call -> call.network().equals(key.network());
                case Cancel ignored -> false;
                case Replay call -> call.tombstones().containsValue(key);
            };
        }
    }

    record Attach(
            AttachmentKey key,
            PodRef pod,
            Instant since,
            Instant deadline,
            CompletableFuture<AttachOutcome> reply)
            implements Call {
        @Override
        public void refuse(Refusal refusal) {
            reply.complete(new AttachOutcome.Refused(refusal));
        }
    }

    /// The caller of an ADD has gone: its place in the queue, or its address, comes back.
    record Cancel(AttachmentKey key, CompletableFuture<AttachOutcome> abandoned) implements Call {
        @Override
        public void refuse(Refusal refusal) {
            // nobody waits for an answer
        }
    }

    record Find(AttachmentKey key, CompletableFuture<Optional<Attached>> reply) implements Call {
        @Override
        public void refuse(Refusal refusal) {
            reply.completeExceptionally(new NotReadyException(refusal));
        }
    }

    record Release(AttachmentKey key, CompletableFuture<Optional<Attached>> reply) implements Call {
        @Override
        public void refuse(Refusal refusal) {
            reply.completeExceptionally(new NotReadyException(refusal));
        }
    }

    record Collect(
            String network, Set<AttachmentKey> valid, CompletableFuture<List<Attached>> reply)
            implements Call {
        @Override
        public void refuse(Refusal refusal) {
            reply.completeExceptionally(new NotReadyException(refusal));
        }
    }

    /// DELs that the plugin served while we did not answer.
    ///
    /// @param done told of each tombstone whose release is durable
    record Replay(Map<Path, AttachmentKey> tombstones, java.util.function.Consumer<Path> done)
            implements Call {
        @Override
        public void refuse(Refusal refusal) {
            // the files stay and are replayed later
        }
    }

    /// What EC2 or the kernel has done; true whatever becomes of the journal.
    sealed interface Fact extends Event {
        /// The task whose end this is, if any.
        default Optional<Task> ended() {
            return switch (this) {
                case EniAttached fact -> Optional.of(fact.task());
                case AddressesAssigned fact -> Optional.of(fact.task());
                case AddressesUnassigned fact -> Optional.of(fact.task());
                case EniReleased fact -> Optional.of(fact.task());
                case ActionFailed fact -> Optional.of(fact.task());
                case HostApplied ignored -> Optional.empty();
                case HostFailed ignored -> Optional.empty();
                case EniDescribed ignored -> Optional.empty();
                case Wake ignored -> Optional.empty();
            };
        }
    }

    record EniAttached(Task task, Eni eni, List<IpAddress> addresses) implements Fact {}

    record HostApplied(List<EniId> ready) implements Fact {}

    record HostFailed(String sentence) implements Fact {}

    record AddressesAssigned(Task task, EniId eni, List<IpAddress> addresses) implements Fact {}

    record AddressesUnassigned(Task task, EniId eni, List<IpAddress> addresses) implements Fact {}

    record EniReleased(Task task, EniId eni) implements Fact {}

    record ActionFailed(Task task, RuntimeException cause) implements Fact {}

    /// What EC2 says an ENI has, asked for because an answer was lost; empty when EC2 does not know the ENI.
    record EniDescribed(EniId eni, Optional<NetworkInterface> described) implements Fact {}

    /// Time has passed.
    record Wake() implements Fact {}
}
