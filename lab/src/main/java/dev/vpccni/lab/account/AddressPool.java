package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// The IPv4 addresses of one subnet: which are taken, and which come next.
///
/// EC2 keeps the first four addresses and the last one of each subnet. It gives single addresses out in no order one
/// can rely on, which is what breaks a subnet into pieces without a free /28; the pool therefore picks at random.
/// Choosing and taking are two steps, so that a call can fail in between without a trace.
/// Source: VPC user guide, "Subnet CIDR blocks"; "Work with prefixes". Not thread-safe.
final class AddressPool {
    private static final int RESERVED_AT_START = 4;
    private static final int BLOCK_BITS = 28;
    private static final int BLOCK = 16;

    private final IpPrefix cidr;
    private final RandomGenerator random;
    private final int size;
    private final BitSet taken;
    private int free;

    AddressPool(IpPrefix cidr, RandomGenerator random) {
        if (cidr.length() < 16 || cidr.length() > BLOCK_BITS) {
            throw new IllegalArgumentException("subnet " + cidr + ": EC2 allows /16 to /28");
        }
        this.cidr = cidr;
        this.random = random;
        this.size = 1 << (32 - cidr.length());
        this.taken = new BitSet(size);
        taken.set(0, RESERVED_AT_START);
        taken.set(size - 1);
        this.free = size - RESERVED_AT_START - 1;
    }

    int free() {
        return free;
    }

    boolean contains(IpAddress address) {
        return cidr.contains(address);
    }

    boolean isReserved(IpAddress address) {
        int offset = offset(address);
        return offset < RESERVED_AT_START || offset == size - 1;
    }

    boolean isTaken(IpAddress address) {
        return taken.get(offset(address));
    }

    /// The number of free aligned /28 blocks: what prefix delegation can still get.
    int freeBlocks() {
        int blocks = 0;
        for (int start = 0; start < size; start += BLOCK) {
            if (isFreeBlock(start)) {
                blocks++;
            }
        }
        return blocks;
    }

    /// Chooses `count` free addresses, at random places.
    ///
    /// Errors: InsufficientFreeAddressesInSubnet.
    List<IpAddress> chooseAddresses(int count) {
        if (free < count) {
            throw Errors.subnetExhausted();
        }
        BitSet busy = (BitSet) taken.clone();
        List<IpAddress> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            int next = busy.nextClearBit(random.nextInt(size));
            if (next >= size) {
                next = busy.nextClearBit(0);
            }
            busy.set(next);
            chosen.add(cidr.address().plus(next));
        }
        return chosen;
    }

    /// Chooses `count` free aligned /28 blocks, at random places.
    ///
    /// Errors: InsufficientCidrBlocks, however many single addresses are free.
    List<IpPrefix> chooseBlocks(int count) {
        List<Integer> candidates = new ArrayList<>();
        for (int start = 0; start < size; start += BLOCK) {
            if (isFreeBlock(start)) {
                candidates.add(start);
            }
        }
        if (candidates.size() < count) {
            throw Errors.noFreeBlock();
        }
        List<IpPrefix> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Collections.swap(candidates, i, i + random.nextInt(candidates.size() - i));
            chosen.add(new IpPrefix(cidr.address().plus(candidates.get(i)), BLOCK_BITS));
        }
        return chosen;
    }

    boolean isFreeBlock(IpPrefix block) {
        return block.length() == BLOCK_BITS
                && cidr.contains(block)
                && isFreeBlock(offset(block.address()));
    }

    void take(IpAddress address) {
        mark(offset(address), 1, true);
    }

    void take(IpPrefix block) {
        mark(offset(block.address()), BLOCK, true);
    }

    void release(IpAddress address) {
        mark(offset(address), 1, false);
    }

    void release(IpPrefix block) {
        mark(offset(block.address()), BLOCK, false);
    }

    private void mark(int start, int length, boolean take) {
        int held = taken.get(start, start + length).cardinality();
        if (held != (take ? 0 : length)) {
            throw new IllegalStateException(
                    "subnet "
                            + cidr
                            + ": "
                            + (take ? "take" : "release")
                            + " "
                            + length
                            + " addresses from "
                            + cidr.address().plus(start)
                            + ", of which "
                            + held
                            + " are taken");
        }
        taken.set(start, start + length, take);
        free += take ? -length : length;
    }

    private boolean isFreeBlock(int start) {
        int next = taken.nextSetBit(start);
        return next < 0 || next >= start + BLOCK;
    }

    private int offset(IpAddress address) {
        return address.ipv4Value() - cidr.address().ipv4Value();
    }
}
