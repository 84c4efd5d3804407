package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AddressState.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One operation's private copy of a pool: changed step by step, then turned into the next pool.
///
/// The methods keep records and index in step; which moves are legal is for [Pool] to decide, except for blocks, whose
/// rules are here because a request for several blocks is decided block by block.
final class PoolEdit {
    final NavigableMap<EniId, EniAddresses> enis;
    final NavigableMap<IpAddress, Held> strays;
    final NavigableMap<AttachmentKey, Assignment> assignments;
    private final List<IpPrefix> changed = new ArrayList<>();
    private final SortedMap<IpPrefix, String> refused = new TreeMap<>();

    PoolEdit(Pool pool) {
        this.enis = pool.copyOfEnis();
        this.strays = pool.copyOfStrays();
        this.assignments = pool.copyOfAssignments();
    }

    Pool pool() {
        return new Pool(enis, strays, assignments);
    }

    BlockChange blockChange() {
        return new BlockChange(pool(), changed, refused);
    }

    void put(EniAddresses eni) {
        enis.put(eni.eni().id(), eni);
    }

    /// Removes the ENI; what is held on it becomes stray.
    void lose(EniAddresses eni) {
        enis.remove(eni.eni().id());
        strays.putAll(eni.held());
    }

    void assign(Assignment assignment) {
        assignments.put(assignment.key(), assignment);
        hold(assignment.address(), AddressState.FREE.assign(assignment));
    }

    /// Takes the assignment out; its address is not held any more.
    void drop(Assignment assignment) {
        assignments.remove(assignment.key());
        Optional<EniAddresses> eni = eniWith(assignment.address());
        eni.ifPresent(found -> put(found.withoutHeld(assignment.address())));
        strays.remove(assignment.address());
    }

    void hold(IpAddress address, Held state) {
        Optional<EniAddresses> eni = eniWith(address);
        eni.ifPresent(found -> put(found.withHeld(address, state)));
        if (eni.isEmpty()) {
            strays.put(address, state);
        }
    }

    /// Keeps the block of an entry that was set aside back, unless the address is held by another.
    void doubtUnlessHeld(Assignment aside) {
        Optional<EniAddresses> eni = eniWith(aside.address());
        if (eni.isPresent() && !eni.get().held().containsKey(aside.address())) {
            eni.get()
                    .blockOf(aside.address())
                    .ifPresent(block -> put(eni.get().withBlock(block, Standing.UNVERIFIED)));
        }
    }

    void expireCooling(Instant now) {
        enis.replaceAll((_, eni) -> eni.expireCooling(now));
        strays.values().removeIf(state -> EniAddresses.isOver(state, now));
    }

    void add(EniId id, IpPrefix block) {
        EniAddresses eni = enis.get(id);
        if (eni == null) {
            refused.put(block, notHere(id));
            return;
        }
        for (EniAddresses other : enis.values()) {
            if (block.contains(other.eni().primary().value())) {
                refused.put(block, block + " contains the primary address of " + other.eni().id());
                return;
            }
            if (other.overlaps(block)) {
                refused.put(block, block + " overlaps a block that " + other.eni().id() + " has");
                return;
            }
        }
        EniAddresses next = eni.withBlock(block, Standing.CONFIRMED);
        for (Map.Entry<IpAddress, Held> stray : Map.copyOf(strays).entrySet()) {
            if (block.contains(stray.getKey())) {
                next = next.withHeld(stray.getKey(), stray.getValue());
                strays.remove(stray.getKey());
            }
        }
        put(next);
        changed.add(block);
    }

    void markLeaving(EniId id, IpPrefix block) {
        EniAddresses eni = enis.get(id);
        if (eni != null && eni.standing(block).orElse(null) == Standing.UNVERIFIED) {
            refused.put(block, block + " of " + id + " is unverified");
        } else {
            unused(id, block).ifPresent(found -> put(found.withBlock(block, Standing.LEAVING)));
        }
    }

    void remove(EniId id, IpPrefix block) {
        unused(id, block).ifPresent(found -> put(found.withoutBlock(block)));
    }

    void stand(EniId id, IpPrefix block, Standing standing) {
        known(id, block)
                .ifPresent(eni -> {
                    changed.add(block);
                    put(eni.withBlock(block, standing));
                });
    }

    private Optional<EniAddresses> unused(EniId id, IpPrefix block) {
        Optional<EniAddresses> eni = known(id, block);
        if (eni.isPresent() && eni.get().heldIn(block) > 0) {
            refused.put(block, block + " of " + id + " has assigned or cooling addresses");
            return Optional.empty();
        }
        eni.ifPresent(_ -> changed.add(block));
        return eni;
    }

    private Optional<EniAddresses> known(EniId id, IpPrefix block) {
        EniAddresses eni = enis.get(id);
        if (eni == null) {
            refused.put(block, notHere(id));
        } else if (eni.standing(block).isEmpty()) {
            refused.put(block, id + " has no block " + block);
        } else {
            return Optional.of(eni);
        }
        return Optional.empty();
    }

    private Optional<EniAddresses> eniWith(IpAddress address) {
        return enis.values().stream().filter(eni -> eni.blockOf(address).isPresent()).findFirst();
    }

    static String notHere(EniId id) {
        return id + " is not in the pool";
    }
}
