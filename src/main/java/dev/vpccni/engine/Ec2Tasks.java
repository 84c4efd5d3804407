package dev.vpccni.engine;

import dev.vpccni.ec2.AddressAssignment;
import dev.vpccni.ec2.AttachmentId;
import dev.vpccni.ec2.CallBudget;
import dev.vpccni.ec2.CreateInterface;
import dev.vpccni.ec2.DeviceSlot;
import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.ec2.Ec2Reads;
import dev.vpccni.ec2.EniLifecycle;
import dev.vpccni.ec2.InterfaceAttachment;
import dev.vpccni.ec2.InterfaceQuery;
import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.ec2.OwnerTags;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Ec2Action.AssignAddresses;
import dev.vpccni.ipam.Ec2Action.CreateEni;
import dev.vpccni.ipam.Ec2Action.ReleaseEni;
import dev.vpccni.ipam.Ec2Action.UnassignAddresses;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.PrimaryAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Carries out the planner's actions, each on a thread of its own, and reports every end as an event.
///
/// An ENI that was created but could not be attached is deleted at once; should that fail too, its owner tags let the
/// next start find it.
final class Ec2Tasks {
    private static final Logger LOG = Logger.getLogger(Ec2Tasks.class);

    /// Long enough for an ENI to be created and attached through throttling; a parked ADD gives up long before.
    private static final Duration GROWTH_TIME = Duration.ofMinutes(2);

    private static final int ATTACH_TRIES = 4;

    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EniLifecycle lifecycle;
    private final AddressAssignment assignment;
    private final Ec2Reads reads;
    private final DeviceSlots slots;
    private final RepeatedCalls calls;
    private final InstantSource clock;
    private final ExecutorService threads;
    private final Consumer<Event.Fact> report;

    Ec2Tasks(
            EniLifecycle lifecycle,
            AddressAssignment assignment,
            Ec2Reads reads,
            DeviceSlots slots,
            RepeatedCalls calls,
            InstantSource clock,
            ExecutorService threads,
            Consumer<Event.Fact> report) {
        this.lifecycle = lifecycle;
        this.assignment = assignment;
        this.reads = reads;
        this.slots = slots;
        this.calls = calls;
        this.clock = clock;
        this.threads = threads;
        this.report = report;
    }

    /// Begins a task; `urgent` when a pod waits for it.
    void start(Task task, NodeFacts node, boolean urgent) {
        threads.execute(() -> {
            try {
                run(task, node, urgent);
            } catch (RuntimeException e) {
                report.accept(new Event.ActionFailed(task, e));
            }
        });
    }

    /// What keeps a task that is under way from its end, as far as a pod may have to be told.
    Optional<Refusal> obstacle() {
        return calls.refusal();
    }

    /// Asks EC2 what an ENI has, after the answer to a change was lost; again and again until EC2 answers.
    ///
    /// Begins after a while only, for the change may still be under way, and EC2's reads lag behind its writes.
    void describe(EniId eni) {
        threads.execute(() -> {
            Duration pause = SETTLING;
            while (pause(pause)) {
                try {
                    report.accept(new Event.EniDescribed(eni, read(eni)));
                    return;
                } catch (RuntimeException e) {
                    LOG.warnf(
                            "eni not described eni=%s cause=%s next=in %ds",
                            eni, e.getMessage(), pause.toSeconds());
                    pause = LONGEST_PAUSE;
                }
            }
        });
    }

    /// False when the agent is stopping.
    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<NetworkInterface> read(EniId eni) {
        return reads.interfaces(InterfaceQuery.ids(List.of(eni)), CallBudget.warmUp()).stream()
                .findFirst();
    }

    private void run(Task task, NodeFacts node, boolean urgent) {
        switch (task.action()) {
            case CreateEni create -> create(task, create, node, growthBudget(urgent));
            case AssignAddresses assign -> {
                List<IpAddress> added =
                        assignment.assignAddresses(
                                assign.eni(), assign.addresses(), growthBudget(urgent));
                report.accept(new Event.AddressesAssigned(task, assign.eni(), added));
            }
            case UnassignAddresses unassign -> {
                assignment.unassignAddresses(
                        unassign.eni(), unassign.addresses(), CallBudget.cleanUp());
                report.accept(
                        new Event.AddressesUnassigned(task, unassign.eni(), unassign.addresses()));
            }
            case ReleaseEni release -> release(task, release.eni());
        }
    }

    private static CallBudget growthBudget(boolean urgent) {
        return urgent ? CallBudget.waitingPod(GROWTH_TIME) : CallBudget.warmUp();
    }

    private void create(Task task, CreateEni create, NodeFacts node, CallBudget budget) {
        CreateInterface request =
                new CreateInterface(
                        node.instance(),
                        node.subnet(),
                        node.securityGroups(),
                        create.addresses(),
                        0,
                        tags(node),
                        UUID.randomUUID().toString(),
                        node.connectionTracking());
        NetworkInterface made = lifecycle.create(request, budget);
        IpAddress primary = made.primary();
        if (primary == null) {
            throw new IllegalStateException(
                    "EC2 created " + made.id() + " without a primary IPv4 address");
        }
        DeviceSlot slot;
        try {
            slot = attach(made.id(), node, budget);
        } catch (RuntimeException e) {
            threads.execute(() -> discard(made.id()));
            throw e;
        }
        Eni eni =
                new Eni(
                        made.id(),
                        made.mac(),
                        slot.networkCard(),
                        slot.deviceIndex(),
                        made.subnet(),
                        node.subnetCidr(),
                        new PrimaryAddress(primary),
                        false,
                        EniState.PENDING,
                        clock.instant());
        report.accept(new Event.EniAttached(task, eni, made.secondaries()));
    }

    private Map<String, String> tags(NodeFacts node) {
        Map<String, String> tags = new LinkedHashMap<>(node.ownerTags());
        tags.put(OwnerTags.CREATED_AT, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return tags;
    }

    private DeviceSlot attach(EniId eni, NodeFacts node, CallBudget budget) {
        for (int attempt = 1; ; attempt++) {
            DeviceSlot slot = slots.reserve();
            try {
                AttachmentId attachment = lifecycle.attach(eni, node.instance(), slot, budget);
                slots.occupy(slot, eni, attachment);
                threads.execute(() -> keepWithInstance(eni, attachment));
                return slot;
            } catch (Ec2Failure e) {
                if (e.outcomeUnknown() && attachedAfterAll(eni, slot)) {
                    return slot;
                }
                slots.cancel(slot, e.kind() == Ec2Failure.Kind.CONFLICT);
                if (e.kind() != Ec2Failure.Kind.CONFLICT || attempt == ATTACH_TRIES) {
                    throw e;
                }
            }
        }
    }

    /// Whether an attach whose answer was lost has taken effect.
    private boolean attachedAfterAll(EniId eni, DeviceSlot slot) {
        if (!pause(SETTLING)) {
            return false;
        }
        Optional<AttachmentId> attachment = describedAttachment(eni);
        attachment.ifPresent(id -> slots.occupy(slot, eni, id));
        return attachment.isPresent();
    }

    /// Not needed for traffic, so it runs beside the ENI's set-up.
    private void keepWithInstance(EniId eni, AttachmentId attachment) {
        try {
            lifecycle.deleteOnTermination(eni, attachment, CallBudget.warmUp());
        } catch (Ec2Failure e) {
            LOG.warnf("eni will outlive the instance eni=%s cause=%s", eni, e.getMessage());
        }
    }

    private void discard(EniId eni) {
        try {
            describedAttachment(eni).ifPresent(id -> lifecycle.detach(id, CallBudget.cleanUp()));
            lifecycle.delete(eni, CallBudget.cleanUp());
        } catch (Ec2Failure e) {
            LOG.warnf(
                    "eni left behind eni=%s cause=%s next=deleted with the leftovers of this node",
                    eni, e.getMessage());
        }
    }

    private void release(Task task, EniId eni) {
        Optional<AttachmentId> attachment =
                slots.attachment(eni).or(() -> describedAttachment(eni));
        attachment.ifPresent(id -> lifecycle.detach(id, CallBudget.cleanUp()));
        lifecycle.delete(eni, CallBudget.cleanUp());
        slots.free(eni);
        report.accept(new Event.EniReleased(task, eni));
    }

    private Optional<AttachmentId> describedAttachment(EniId eni) {
        return read(eni).map(NetworkInterface::attachment).map(InterfaceAttachment::id);
    }
}
