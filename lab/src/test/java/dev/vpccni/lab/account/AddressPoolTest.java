package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AddressPoolTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.1.0/24, 251, 14",
        "10.0.1.0/28, 11, 0",
        "10.0.0.0/16, 65531, 4094",
        "10.0.1.64/26, 59, 2"
    })
    void keepsTheFirstFourAddressesAndTheLast(String cidr, int free, int blocks) {
        AddressPool pool = new AddressPool(IpPrefix.parse(cidr), new SplittableRandom(1));

        assertThat(pool.free()).isEqualTo(free);
        assertThat(pool.freeBlocks()).isEqualTo(blocks);
    }

    @Test
    void givesEveryAddressOnceAndThenNoMore() {
        AddressPool pool = new AddressPool(IpPrefix.parse("10.0.1.0/26"), new SplittableRandom(1));

        List<IpAddress> all = pool.chooseAddresses(59);

        assertThat(new HashSet<>(all)).hasSize(59);
        assertThat(all).noneMatch(pool::isReserved);
        all.forEach(pool::take);
        assertThatThrownBy(() -> pool.chooseAddresses(1))
                .extracting("code")
                .isEqualTo("InsufficientFreeAddressesInSubnet");
    }

    @Test
    void givesOnlyAlignedBlocks() {
        AddressPool pool = new AddressPool(IpPrefix.parse("10.0.1.0/24"), new SplittableRandom(1));
        pool.take(IpAddress.parse("10.0.1.40"));

        List<IpPrefix> blocks = pool.chooseBlocks(13);

        assertThat(new HashSet<>(blocks)).hasSize(13);
        assertThat(blocks)
                .doesNotContain(IpPrefix.parse("10.0.1.32/28"), IpPrefix.parse("10.0.1.240/28"));
        assertThatThrownBy(() -> pool.chooseBlocks(14))
                .extracting("code")
                .isEqualTo("InsufficientCidrBlocks");
    }

    @Test
    void refusesToReleaseWhatIsNotTaken() {
        AddressPool pool = new AddressPool(IpPrefix.parse("10.0.1.0/24"), new SplittableRandom(1));

        assertThatThrownBy(() -> pool.release(IpAddress.parse("10.0.1.9")))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithAModelOfSets(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AddressPool pool =
                new AddressPool(IpPrefix.parse("10.0.1.0/25"), new SplittableRandom(seed + 1));
        Set<IpAddress> owned = new HashSet<>();
        List<IpPrefix> blocks = new ArrayList<>();

        for (int step = 0; step < 300; step++) {
            int dice = random.nextInt(4);
            if (dice == 0 && pool.free() > 3) {
                for (IpAddress address : pool.chooseAddresses(3)) {
                    assertThat(owned.add(address)).isTrue();
                    assertThat(blocks).noneMatch(block -> block.contains(address));
                    pool.take(address);
                }
            } else if (dice == 1 && pool.freeBlocks() > 0) {
                IpPrefix block = pool.chooseBlocks(1).getFirst();
                assertThat(owned).noneMatch(block::contains);
                assertThat(blocks).doesNotContain(block);
                blocks.add(block);
                pool.take(block);
            } else if (dice == 2 && !owned.isEmpty()) {
                IpAddress gone = owned.iterator().next();
                owned.remove(gone);
                pool.release(gone);
            } else if (dice == 3 && !blocks.isEmpty()) {
                pool.release(blocks.removeLast());
            }
            assertThat(pool.free()).isEqualTo(123 - owned.size() - 16 * blocks.size());
        }
    }

    static long[] seeds() {
        return new SplittableRandom(0).longs(40).toArray();
    }
}
