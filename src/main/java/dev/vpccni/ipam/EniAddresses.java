package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AddressState.Assigned;
import dev.vpccni.ipam.AddressState.Cooling;
import dev.vpccni.ipam.AddressState.Held;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/// One ENI with the blocks of addresses EC2 gave it and the addresses in them that are not free. Immutable.
///
/// Shape: blocks do not overlap; a secondary address is a block of one (/32). Only held addresses have an entry, so an
/// IPv6 /80 costs no more than a /32.
public final class EniAddresses {
    private final Eni eni;
    private final NavigableMap<IpPrefix, Standing> blocks;
    private final NavigableMap<IpAddress, Held> held;
    private final Counts counts;
    private final Optional<Instant> nextCoolingEnd;

    private EniAddresses(
            Eni eni, NavigableMap<IpPrefix, Standing> blocks, NavigableMap<IpAddress, Held> held) {
        this.eni = eni;
        this.blocks = blocks;
        this.held = held;
        this.counts = count();
        this.nextCoolingEnd = earliestEnd(held);
    }

    static EniAddresses none(Eni eni) {
        return new EniAddresses(eni, new TreeMap<>(), new TreeMap<>());
    }

    public Eni eni() {
        return eni;
    }

    public Counts counts() {
        return counts;
    }

    /// All blocks in ascending order, whatever their standing; each takes one of the ENI's address slots.
    public NavigableSet<IpPrefix> blocks() {
        return Collections.unmodifiableNavigableSet(blocks.navigableKeySet());
    }

    /// Assigned and cooling addresses in ascending order.
    public NavigableMap<IpAddress, Held> held() {
        return Collections.unmodifiableNavigableMap(held);
    }

    /// Blocks that EC2 confirmed and of which no address is held, in ascending order: these can be given back.
    public List<IpPrefix> unusedBlocks() {
        return blocks.entrySet().stream()
                .filter(block -> block.getValue() == Standing.CONFIRMED)
                .map(Map.Entry::getKey)
                .filter(block -> heldIn(block) == 0)
                .toList();
    }

    /// Empty when the block is not on this ENI.
    public Optional<Standing> standing(IpPrefix block) {
        return Optional.ofNullable(blocks.get(block));
    }

    /// True when no pod uses an address of this ENI and none cools down.
    public boolean isUnused() {
        return held.isEmpty();
    }

    public Optional<Instant> nextCoolingEnd() {
        return nextCoolingEnd;
    }

    /// The block that contains the address, if this ENI has one.
    Optional<IpPrefix> blockOf(IpAddress address) {
        return Optional.ofNullable(blocks.floorKey(address.toPrefix()))
                .filter(block -> block.contains(address));
    }

    boolean overlaps(IpPrefix block) {
        IpPrefix before = blocks.floorKey(block);
        IpPrefix after = blocks.ceilingKey(block);
        return (before != null && before.contains(block.address()))
                || (after != null && block.contains(after.address()));
    }

    /// State of an address; empty when it is in no block of this ENI.
    Optional<AddressState> state(IpAddress address) {
        Held known = held.get(address);
        return known != null
                ? Optional.of(known)
                : blockOf(address).map(blocks::get).map(EniAddresses::notHeld);
    }

    /// The lowest address that can be given out now, if there is one.
    Optional<IpAddress> lowestFree() {
        if (counts.free() == 0) {
            return Optional.empty();
        }
        for (Map.Entry<IpPrefix, Standing> block : blocks.entrySet()) {
            if (block.getValue() == Standing.CONFIRMED
                    && heldIn(block.getKey()) < size(block.getKey())) {
                return Optional.of(lowestFree(block.getKey()));
            }
        }
        return Optional.empty();
    }

    EniAddresses withState(EniState state) {
        return new EniAddresses(eni.withState(state), blocks, held);
    }

    EniAddresses withBlock(IpPrefix block, Standing standing) {
        NavigableMap<IpPrefix, Standing> next = new TreeMap<>(blocks);
        next.put(block, standing);
        return new EniAddresses(eni, next, held);
    }

    EniAddresses withoutBlock(IpPrefix block) {
        NavigableMap<IpPrefix, Standing> next = new TreeMap<>(blocks);
        next.remove(block);
        return new EniAddresses(eni, next, held);
    }

    EniAddresses withHeld(IpAddress address, Held state) {
        NavigableMap<IpAddress, Held> next = new TreeMap<>(held);
        next.put(address, state);
        return new EniAddresses(eni, blocks, next);
    }

    EniAddresses withoutHeld(IpAddress address) {
        NavigableMap<IpAddress, Held> next = new TreeMap<>(held);
        next.remove(address);
        return new EniAddresses(eni, blocks, next);
    }

    EniAddresses expireCooling(Instant now) {
        if (nextCoolingEnd.isEmpty() || nextCoolingEnd.get().isAfter(now)) {
            return this;
        }
        NavigableMap<IpAddress, Held> next = new TreeMap<>(held);
        next.values().removeIf(state -> isOver(state, now));
        return new EniAddresses(eni, blocks, next);
    }

    int heldIn(IpPrefix block) {
        if (block.isSingle()) {
            return held.containsKey(block.address()) ? 1 : 0;
        }
        return held.subMap(block.address(), true, last(block), true).size();
    }

    static boolean isOver(Held state, Instant now) {
        return state instanceof Cooling cooling && cooling.isOver(now);
    }

    static Optional<Instant> earliestEnd(NavigableMap<IpAddress, Held> held) {
        return held.values().stream()
                .filter(Cooling.class::isInstance)
                .map(state -> ((Cooling) state).until())
                .min(Instant::compareTo);
    }

    private static AddressState notHeld(Standing standing) {
        return switch (standing) {
            case CONFIRMED -> AddressState.FREE;
            case UNVERIFIED -> new AddressState.Unverified();
            case LEAVING -> new AddressState.Leaving();
        };
    }

    private IpAddress lowestFree(IpPrefix block) {
        IpAddress candidate = block.address();
        for (IpAddress taken : held.tailMap(candidate, true).keySet()) {
            if (!taken.equals(candidate)) {
                break;
            }
            candidate = candidate.plus(1);
        }
        return candidate;
    }

    private Counts count() {
        long assigned = held.values().stream().filter(Assigned.class::isInstance).count();
        long total = 0;
        long confirmed = 0;
        for (Map.Entry<IpPrefix, Standing> block : blocks.entrySet()) {
            long size = size(block.getKey());
            total += size;
            if (block.getValue() == Standing.CONFIRMED) {
                confirmed += size - heldIn(block.getKey());
            }
        }
        long notHeld = total - held.size();
        long free = eni.state() == EniState.READY ? confirmed : 0;
        long pending = eni.state() == EniState.PENDING ? confirmed : 0;
        long cooling = held.size() - assigned;
        return new Counts(total, assigned, cooling, free, pending, notHeld - free - pending);
    }

    private static long size(IpPrefix block) {
        int hostBits = block.family().bits() - block.length();
        if (hostBits >= Long.SIZE - 1) {
            throw new IllegalArgumentException(
                    block + " is too large for a block of pod addresses");
        }
        return 1L << hostBits;
    }

    private static IpAddress last(IpPrefix block) {
        return block.address().plus(size(block) - 1);
    }
}
