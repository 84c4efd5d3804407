package dev.vpccni.engine;

import static dev.vpccni.engine.Engines.await;
import static dev.vpccni.engine.Engines.key;
import static dev.vpccni.engine.Engines.warmIp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.engine.AttachOutcome.Attached;
import dev.vpccni.engine.AttachOutcome.Refused;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.Targets;
import dev.vpccni.store.JournalEntry;
import dev.vpccni.wire.Reason;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    /// Grows only when nothing is free, and gives nothing back.
    private static final Targets LAZY = new Targets(0, 0, 0, OptionalInt.empty());

    private final Engines node = new Engines();

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aWarmAddIsAnsweredWithAnAddressThatIsInTheJournal() {
        node.start().serve(2, LAZY);

        AttachOutcome outcome = node.addNow("a");

        assertThat(address(outcome)).isEqualTo("10.0.1.11");
        assertThat(node.journal.entries)
                .singleElement()
                .isEqualTo(new JournalEntry.Assigned(((Attached) outcome).assignment()));
    }

    @Test
    void theSameAttachmentGetsTheSameAddressAgainWithoutASecondEntry() {
        node.start().serve(2, LAZY);

        String first = address(node.addNow("a"));
        String second = address(node.addNow("a"));

        assertThat(second).isEqualTo(first);
        assertThat(node.journal.entries).hasSize(1);
    }

    @Test
    void anAddWithoutAFreeAddressWaitsForEc2AndIsServedByItsReply() {
        node.start();
        node.ec2.gate = new CountDownLatch(1);
        node.serve(0, LAZY);

        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(10));
        await().until(() -> !node.ec2.calls.isEmpty());
        assertThat(add).isNotDone();
        node.ec2.gate.countDown();

        assertThat(await(add)).isInstanceOf(Attached.class);
    }

    @Test
    void whatTheStartLeavesForLaterDoesNotEndServing() {
        node.start().serve(2, LAZY);

        node.engine.starting("waiting for EC2");

        assertThat(node.engine.phase()).isInstanceOf(Phase.Serving.class);
        assertThat(node.engine.unready()).isEmpty();
    }

    @Test
    void addsThatArriveBeforeTheStartIsOverAreServedAfterIt() {
        node.start();
        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(10));

        node.serve(1, LAZY);

        assertThat(address(await(add))).isEqualTo("10.0.1.11");
    }

    @Test
    void anAddThatMustFailDuringTheStartSaysWhatTheStartWaitsFor() {
        node.start();
        node.engine.starting("waiting for the instance metadata service");

        AttachOutcome outcome = await(node.add("a", SHORT));

        assertThat(refusal(outcome).reason()).isEqualTo(Reason.NOT_READY);
        assertThat(refusal(outcome).sentence()).contains("instance metadata service");
    }

    @Test
    void anAddThatMustFailCarriesEc2sErrorAndTheTimeOfTheNextTry() {
        node.start();
        node.ec2.failures.add(
                FakeEc2.failure(
                        Ec2Failure.Kind.SUBNET_EXHAUSTED, "InsufficientFreeAddressesInSubnet"));
        node.serve(0, LAZY);

        AttachOutcome outcome = await(node.add("a", SHORT));

        assertThat(refusal(outcome).reason()).isEqualTo(Reason.SUBNET_EXHAUSTED);
        assertThat(refusal(outcome).sentence())
                .contains("InsufficientFreeAddressesInSubnet")
                .containsPattern("the next try is in \\d+ s");
        assertThat(refusal(outcome).retryAfter()).isPositive();
    }

    @Test
    void severalEnisAreCreatedAtOnceForABurst() {
        node.start();
        node.ec2.gate = new CountDownLatch(1);
        node.serve(0, LAZY);

        List<CompletableFuture<AttachOutcome>> adds =
                java.util.stream.IntStream.range(0, 9)
                        .mapToObj(i -> node.add("c" + i, Duration.ofSeconds(10)))
                        .toList();
        await().until(() ->
                node.ec2.calls.stream().filter(c -> c.startsWith("create")).count() == 2);
        node.ec2.gate.countDown();

        assertThat(adds.stream().map(Engines::await).map(EngineTest::address))
                .doesNotHaveDuplicates()
                .hasSize(9);
    }

    @Test
    void aReleasedAddressCoolsDownBeforeItIsGivenOutAgain() {
        node.start().serve(1, new Targets(0, 0, 0, OptionalInt.of(1)), Duration.ofMillis(400));
        node.ec2.failures.add(
                FakeEc2.failure(
                        Ec2Failure.Kind.SUBNET_EXHAUSTED, "InsufficientFreeAddressesInSubnet"));
        String first = address(node.addNow("a"));
        await(node.engine.release(key("a")));

        AttachOutcome outcome = await(node.add("b", SHORT));
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(address(node.addNow("b"))).isEqualTo(first);
    }

    @Test
    void aRepeatedReleaseAnswersNothing() {
        node.start().serve(1, LAZY);
        node.addNow("a");

        assertThat(await(node.engine.release(key("a")))).isPresent();
        assertThat(await(node.engine.release(key("a")))).isEmpty();
    }

    @Test
    void whenTheJournalCannotBeWrittenTheAddIsRefusedAndItsAddressStaysFree() {
        node.start().serve(1, LAZY);
        node.journal.full = true;

        assertThat(refusal(node.addNow("a")).reason()).isEqualTo(Reason.JOURNAL_FAILED);
        node.journal.full = false;

        assertThat(address(node.addNow("b"))).isEqualTo("10.0.1.11");
    }

    @Test
    void whenTheJournalCannotBeWrittenTheReleaseIsRefused() {
        node.start().serve(1, LAZY);
        node.addNow("a");
        node.journal.full = true;

        assertThatThrownBy(() -> node.engine.release(key("a")).join())
                .hasCauseInstanceOf(NotReadyException.class)
                .hasMessageContaining("no room for the journal");
    }

    @Test
    void aCallerThatHangsUpGivesItsAddressBack() {
        node.start().serve(1, LAZY);
        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(10));
        await(add);

        node.engine.cancel(key("a"), add);

        await().until(() -> await(node.engine.find(key("a"))).isEmpty());
    }

    @Test
    void aCallerThatHangsUpWhileParkedLeavesTheQueue() {
        node.start();
        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(60));
        node.engine.cancel(key("a"), add);

        node.serve(1, LAZY);

        assertThat(address(node.addNow("b"))).isEqualTo("10.0.1.11");
        assertThat(add).isNotDone();
    }

    @Test
    void aDelEndsAParkedAddOfTheSameAttachment() {
        node.start();
        node.ec2.gate = new CountDownLatch(1);
        node.serve(0, LAZY);
        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(60));
        await().until(() -> !node.ec2.calls.isEmpty());

        await(node.engine.release(key("a")));

        assertThat(refusal(await(add)).sentence()).contains("DEL");
        node.ec2.gate.countDown();
    }

    @Test
    void gcReleasesWhatTheRuntimeNoLongerKnowsOnThatNetworkOnly() {
        node.start().serve(3, LAZY);
        node.addNow("a");
        node.addNow("b");

        assertThat(await(node.engine.collect("other", Set.of()))).isEmpty();
        List<Attached> released = await(node.engine.collect("aws-cni", Set.of(key("a"))));

        assertThat(released).extracting(r -> r.assignment().key()).containsExactly(key("b"));
        assertThat(await(node.engine.find(key("a")))).isPresent();
    }

    @Test
    void addressesOfANewEniAreNotUsedBeforeItsNetworkIsSetUp() {
        node.start();
        node.host.broken = true;
        node.serve(0, new Targets(0, 0, 0, OptionalInt.empty()));
        node.ec2.failures.add(
                FakeEc2.failure(Ec2Failure.Kind.ADDRESS_LIMIT, "PrivateIpAddressLimitExceeded"));

        // the primary ENI has room, so the first growth goes there; make it need a second ENI
        List<CompletableFuture<AttachOutcome>> adds =
                java.util.stream.IntStream.range(0, 6)
                        .mapToObj(i -> node.add("c" + i, Duration.ofSeconds(15)))
                        .toList();
        await().until(() -> node.ec2.calls.stream().anyMatch(c -> c.startsWith("attach")));
        await().until(() ->
                node.engine.snapshot().orElseThrow().trouble().stream()
                        .anyMatch(t -> t.contains("link of")));
        assertThat(adds.stream().filter(CompletableFuture::isDone).count()).isLessThanOrEqualTo(3);
        node.host.broken = false;

        assertThat(adds.stream().map(Engines::await)).allMatch(Attached.class::isInstance);
    }

    @Test
    void anEniWhoseLinkDoesNotAppearKeepsNoOtherFromServing() {
        node.start();
        node.host.absent = Set.of(new EniId("eni-made1"));
        node.serve(0, LAZY);

        List<CompletableFuture<AttachOutcome>> adds =
                java.util.stream.IntStream.range(0, 6)
                        .mapToObj(i -> node.add("c" + i, Duration.ofSeconds(15)))
                        .toList();
        await().until(() -> adds.stream().filter(CompletableFuture::isDone).count() >= 3);
        await().until(() ->
                node.engine.snapshot().orElseThrow().trouble().stream()
                        .anyMatch(t -> t.contains("eni-made1")));
        node.host.absent = Set.of();

        assertThat(adds.stream().map(Engines::await)).allMatch(Attached.class::isInstance);
    }

    @Test
    void surplusAddressesGoBackToEc2() {
        node.start().serve(3, warmIp(1));

        await().until(() -> node.ec2.calls.contains("unassign 2"));
        await().until(() -> node.engine.snapshot().orElseThrow().pool().counts().total() == 1);
    }

    @Test
    void afterALostAnswerTheEniIsReadAgain() {
        node.start();
        Ec2Failure lost =
                new Ec2Failure(
                        Ec2Failure.Kind.UNAVAILABLE,
                        new Ec2Failure.Details(
                                "AssignPrivateIpAddresses", "", "", 0, true, Duration.ZERO),
                        "AssignPrivateIpAddresses: no answer",
                        null);
        node.ec2.failures.add(lost);
        node.ec2.secondaries.put(
                Engines.PRIMARY, new java.util.ArrayList<>(List.of(IpAddress.parse("10.0.1.50"))));
        node.serve(0, warmIp(1));

        await().until(() -> node.engine.snapshot().orElseThrow().pool().counts().total() >= 1);
        assertThat(node.ec2.calls).contains("describe");
        assertThat(address(node.addNow("a"))).isEqualTo("10.0.1.50");
    }

    @Test
    void parkedAddsAreRefusedWhenTheAgentStops() {
        node.start();
        CompletableFuture<AttachOutcome> add = node.add("a", Duration.ofSeconds(60));

        node.engine.drain();

        assertThat(refusal(await(add)).reason()).isEqualTo(Reason.DRAINING);
    }

    private static String address(AttachOutcome outcome) {
        assertThat(outcome).isInstanceOf(Attached.class);
        return ((Attached) outcome).assignment().address().toString();
    }

    private static Refusal refusal(AttachOutcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return ((Refused) outcome).refusal();
    }
}
