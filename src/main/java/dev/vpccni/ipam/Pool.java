package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AddressState.Assigned;
import dev.vpccni.ipam.AddressState.Cooling;
import dev.vpccni.ipam.AddressState.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// All pod addresses of this node and who holds them: an immutable value; each operation answers a new pool.
///
/// Invariants, for every pool that can be made:
/// 1. an address lies in at most one block of at most one ENI, and is held by at most one attachment;
/// 2. an attachment holds at most one address;
/// 3. no primary address is in a block, so none can be assigned;
/// 4. only free addresses are assigned: of a ready ENI, in a confirmed block, neither assigned nor cooling;
/// 5. neither a block nor an ENI with an assigned or cooling address can be given back.
///
/// An address that is held while no ENI has it (its ENI did not load, or was taken away) is a stray: it is remembered
/// until its attachment is released, and is held again when its block comes back. An operation on an ENI that is not in
/// the pool changes nothing and says so: it may have gone while EC2 was asked.
public final class Pool {
    private static final Comparator<EniAddresses> PACKING =
            Comparator.comparing((EniAddresses eni) -> !eni.eni().isPrimary())
                    .thenComparingLong(eni -> -eni.counts().assigned())
                    .thenComparing(EniAddresses::eni, Eni.BY_SLOT);

    private final NavigableMap<EniId, EniAddresses> enis;
    private final NavigableMap<IpAddress, Held> strays;
    private final NavigableMap<AttachmentKey, Assignment> assignments;
    private final Counts counts;

    Pool(
            NavigableMap<EniId, EniAddresses> enis,
            NavigableMap<IpAddress, Held> strays,
            NavigableMap<AttachmentKey, Assignment> assignments) {
        this.enis = enis;
        this.strays = strays;
        this.assignments = assignments;
        this.counts =
                enis.values().stream().map(EniAddresses::counts).reduce(Counts.NONE, Counts::plus);
    }

    public static Pool empty() {
        return new Pool(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /// All ENIs in the order of their ids.
    public Collection<EniAddresses> enis() {
        return Collections.unmodifiableCollection(enis.values());
    }

    public Optional<EniAddresses> eni(EniId id) {
        return Optional.ofNullable(enis.get(id));
    }

    /// The ENI that has the address in one of its blocks; empty for a stray and for an address that is not ours.
    public Optional<Eni> eniOf(IpAddress address) {
        return enis.values().stream()
                .filter(eni -> eni.blockOf(address).isPresent())
                .map(EniAddresses::eni)
                .findFirst();
    }

    /// Sum over all ENIs; strays are not counted.
    public Counts counts() {
        return counts;
    }

    public Optional<Assignment> find(AttachmentKey key) {
        return Optional.ofNullable(assignments.get(key));
    }

    /// Empty for an address that is not ours.
    public Optional<AddressState> state(IpAddress address) {
        Optional<AddressState> onEni =
                enis.values().stream().flatMap(eni -> eni.state(address).stream()).findFirst();
        return onEni.or(() -> Optional.ofNullable(strays.get(address)));
    }

    /// All assignments, strays included, in the order of their keys.
    public Collection<Assignment> assignments() {
        return Collections.unmodifiableCollection(assignments.values());
    }

    /// Held addresses that no ENI of the pool has.
    public SortedMap<IpAddress, Held> strays() {
        return Collections.unmodifiableSortedMap(strays);
    }

    /// When the first cooling address becomes free; empty when none cools.
    public Optional<Instant> nextCoolingEnd() {
        return Stream.concat(
                        enis.values().stream().map(EniAddresses::nextCoolingEnd),
                        Stream.of(EniAddresses.earliestEnd(strays)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /// Adds an ENI without addresses.
    ///
    /// Errors: IllegalArgumentException when it is there already, or its primary address is a pod address here.
    public Pool addEni(Eni eni) {
        if (enis.containsKey(eni.id())) {
            throw new IllegalArgumentException(eni.id() + " is in the pool already");
        }
        Optional<Eni> other = eniOf(eni.primary().value());
        if (other.isPresent()) {
            throw new IllegalArgumentException(
                    "the primary address "
                            + eni.primary()
                            + " of "
                            + eni.id()
                            + " is a pod address of "
                            + other.get().id());
        }
        PoolEdit edit = new PoolEdit(this);
        edit.put(EniAddresses.none(eni));
        return edit.pool();
    }

    public Pool setEniReady(EniId id) {
        return withEniState(id, EniState.READY);
    }

    /// Sets the state of an ENI; no change when it is not in the pool. To take one out of use, see [#beginRelease].
    public Pool withEniState(EniId id, EniState state) {
        PoolEdit edit = new PoolEdit(this);
        eni(id).ifPresent(eni -> edit.put(eni.withState(state)));
        return edit.pool();
    }

    /// Takes an unused secondary ENI out of use, to be detached; undone by [#setEniReady].
    public EniChange beginRelease(EniId id) {
        return whenUnused(id, (edit, eni) -> edit.put(eni.withState(EniState.LEAVING)));
    }

    /// Forgets an unused secondary ENI that EC2 has detached.
    public EniChange removeEni(EniId id) {
        return whenUnused(id, PoolEdit::lose);
    }

    /// Forgets an ENI that EC2 says is gone, used or not: its held addresses become strays.
    public Pool eniLost(EniId id) {
        PoolEdit edit = new PoolEdit(this);
        eni(id).ifPresent(edit::lose);
        return edit.pool();
    }

    /// As [#addBlocks], for single addresses.
    public BlockChange addAddresses(EniId id, Collection<IpAddress> addresses) {
        return addBlocks(id, addresses.stream().map(IpAddress::toPrefix).toList());
    }

    /// Adds blocks that EC2 has confirmed; strays in them are held again, not free.
    ///
    /// Refused: an unknown ENI, a block that contains a primary address, or one that overlaps a known block.
    public BlockChange addBlocks(EniId id, Collection<IpPrefix> blocks) {
        return changeBlocks(blocks, (edit, block) -> edit.add(id, block));
    }

    /// Keeps back blocks that are about to be unassigned, so that nobody receives an address of them meanwhile.
    ///
    /// Refused: a block that is unknown or unverified, or has an assigned or cooling address.
    public BlockChange markLeaving(EniId id, Collection<IpPrefix> blocks) {
        return changeBlocks(blocks, (edit, block) -> edit.markLeaving(id, block));
    }

    /// Forgets blocks that EC2 has taken back. Refused: a block that is unknown or has an assigned or cooling address.
    public BlockChange removeBlocks(EniId id, Collection<IpPrefix> blocks) {
        return changeBlocks(blocks, (edit, block) -> edit.remove(id, block));
    }

    /// Puts blocks back into use: EC2 confirmed them, or did not take them back. Refused: an unknown block.
    public BlockChange confirm(EniId id, Collection<IpPrefix> blocks) {
        return changeBlocks(blocks, (edit, block) -> edit.stand(id, block, Standing.CONFIRMED));
    }

    /// Keeps back blocks of which it is not certain that they are still on this ENI. Refused: an unknown block.
    public BlockChange doubt(EniId id, Collection<IpPrefix> blocks) {
        return changeBlocks(blocks, (edit, block) -> edit.stand(id, block, Standing.UNVERIFIED));
    }

    /// Gives the attachment an address.
    ///
    /// Packs: the primary ENI first, for it can never be returned; then the ENI with most pods, so that the others
    /// become empty; in it the lowest address. Addresses whose cooling is over at `now` are free.
    public AssignResult assign(AttachmentKey key, PodRef pod, Instant now) {
        Optional<Assignment> known = find(key);
        Optional<Eni> its = known.flatMap(assignment -> eniOf(assignment.address()));
        if (known.isPresent() && its.isPresent()) {
            return new AssignResult.Already(known.get(), its.get());
        }
        PoolEdit edit = new PoolEdit(this);
        edit.expireCooling(now);
        Optional<EniAddresses> fullest =
                edit.enis.values().stream().filter(eni -> eni.counts().free() > 0).min(PACKING);
        if (fullest.isEmpty()) {
            return new AssignResult.NoFreeAddress(edit.pool().counts);
        }
        known.ifPresent(edit::drop);
        Assignment assignment =
                new Assignment(key, pod, fullest.get().lowestFree().orElseThrow(), now);
        edit.assign(assignment);
        return new AssignResult.Assigned(edit.pool(), assignment, fullest.get().eni());
    }

    /// Takes the address of the attachment back; it cools down for `cooldown` before it is free.
    public ReleaseResult release(AttachmentKey key, Instant now, Duration cooldown) {
        Assignment assignment = assignments.get(key);
        if (assignment == null) {
            return new ReleaseResult.Unknown();
        }
        Instant until = now.plus(cooldown);
        PoolEdit edit = new PoolEdit(this);
        edit.drop(assignment);
        edit.hold(assignment.address(), new Assigned(assignment).release(until));
        edit.expireCooling(now);
        return new ReleaseResult.Released(edit.pool(), assignment, until);
    }

    /// Undoes an assignment that could not be journalled. Nobody has been told of the address, so it is free at once.
    /// No change when the attachment does not hold it any more.
    public Pool withdraw(Assignment assignment) {
        if (!assignment.equals(assignments.get(assignment.key()))) {
            return this;
        }
        PoolEdit edit = new PoolEdit(this);
        edit.drop(assignment);
        return edit.pool();
    }

    /// Frees the addresses whose cooling is over.
    public Pool expireCooling(Instant now) {
        Optional<Instant> next = nextCoolingEnd();
        if (next.isEmpty() || next.get().isAfter(now)) {
            return this;
        }
        PoolEdit edit = new PoolEdit(this);
        edit.expireCooling(now);
        return edit.pool();
    }

    /// Takes over an assignment from the journal, whatever the state of its ENI. Of contradicting entries the younger is
    /// believed, for it may be the release between them that was lost.
    public RestoreResult restore(Assignment entry) {
        if (isPrimary(entry.address())) {
            return new RestoreResult.Conflict(
                    this,
                    List.of(entry),
                    describe(entry) + " is set aside: it is the primary address of an ENI");
        }
        List<Assignment> others = contradicting(entry);
        PoolEdit edit = new PoolEdit(this);
        if (others.isEmpty()) {
            edit.assign(entry);
            return edit.strays.containsKey(entry.address())
                    ? new RestoreResult.Stray(edit.pool())
                    : new RestoreResult.Restored(edit.pool());
        }
        boolean youngest = others.stream().allMatch(other -> entry.since().isAfter(other.since()));
        List<Assignment> aside = youngest ? others : List.of(entry);
        if (youngest) {
            others.forEach(edit::drop);
            edit.assign(entry);
        }
        aside.forEach(edit::doubtUnlessHeld);
        return new RestoreResult.Conflict(edit.pool(), aside, sentence(entry, others, youngest));
    }

    /// Takes over a cooling address from the journal. No change when the address is assigned, cools longer already, or
    /// is a primary address.
    public Pool restoreCooling(IpAddress address, Instant until) {
        boolean stronger =
                switch (state(address).orElse(AddressState.FREE)) {
                    case Assigned _ -> false;
                    case Cooling(Instant known) -> known.isBefore(until);
                    case AddressState.Free _, AddressState.Unverified _, AddressState.Leaving _ ->
                            true;
                };
        if (!stronger || isPrimary(address)) {
            return this;
        }
        PoolEdit edit = new PoolEdit(this);
        edit.hold(address, new Cooling(until));
        return edit.pool();
    }

    NavigableMap<EniId, EniAddresses> copyOfEnis() {
        return new TreeMap<>(enis);
    }

    NavigableMap<IpAddress, Held> copyOfStrays() {
        return new TreeMap<>(strays);
    }

    NavigableMap<AttachmentKey, Assignment> copyOfAssignments() {
        return new TreeMap<>(assignments);
    }

    private BlockChange changeBlocks(
            Collection<IpPrefix> blocks, BiConsumer<PoolEdit, IpPrefix> change) {
        PoolEdit edit = new PoolEdit(this);
        blocks.forEach(block -> change.accept(edit, block));
        return edit.blockChange();
    }

    private EniChange whenUnused(EniId id, BiConsumer<PoolEdit, EniAddresses> change) {
        EniAddresses eni = enis.get(id);
        if (eni == null) {
            return new EniChange.Refused(PoolEdit.notHere(id));
        }
        if (eni.eni().isPrimary()) {
            return new EniChange.Refused(id + " is the primary ENI of the instance");
        }
        if (!eni.isUnused()) {
            return new EniChange.Refused(
                    id
                            + " is in use: "
                            + eni.counts().assigned()
                            + " addresses assigned, "
                            + eni.counts().cooling()
                            + " cooling");
        }
        PoolEdit edit = new PoolEdit(this);
        change.accept(edit, eni);
        return new EniChange.Done(edit.pool());
    }

    private boolean isPrimary(IpAddress address) {
        return enis.values().stream().anyMatch(eni -> eni.eni().primary().value().equals(address));
    }

    /// Entries of the same attachment or on the same address that differ in the other of the two.
    private List<Assignment> contradicting(Assignment entry) {
        Assignment sameAddress =
                state(entry.address()).orElse(null) instanceof Assigned(Assignment other)
                        ? other
                        : null;
        return Stream.of(assignments.get(entry.key()), sameAddress)
                .filter(Objects::nonNull)
                .filter(other -> !isSameClaim(other, entry))
                .distinct()
                .toList();
    }

    private static boolean isSameClaim(Assignment one, Assignment other) {
        return one.key().equals(other.key()) && one.address().equals(other.address());
    }

    private static String sentence(Assignment entry, List<Assignment> others, boolean youngest) {
        String known = String.join(" and ", others.stream().map(Pool::describe).toList());
        return youngest
                ? known + " set aside for the younger " + describe(entry)
                : describe(entry) + " set aside for the younger " + known;
    }

    private static String describe(Assignment assignment) {
        return assignment.address() + " of " + assignment.key() + " since " + assignment.since();
    }
}
