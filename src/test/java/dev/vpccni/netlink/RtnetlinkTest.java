package dev.vpccni.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RtnetlinkTest {
    private static final int INTERRUPTED = 0x10;
    private static final Rule RULE = Rule.from(IpPrefix.parse("10.0.0.1"), 2, 1536);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final Rtnetlink rtnetlink = new Rtnetlink(transport);

    @Test
    void returnsOnAcknowledgement() {
        transport.answers.add(sequence -> List.of(ack(sequence)));

        rtnetlink.execute(new RtRequest.AddRule(RULE));

        assertThat(transport.sent).hasSize(1);
        assertThat(RtnetlinkCodec.decode(transport.sent.get(0), transport.sent.get(0).length))
                .containsExactly(new RtMessage.RuleMessage(1, false, RULE));
    }

    @Test
    void skipsStaleAnswers() {
        transport.answers.add(sequence -> List.of(failure(sequence - 1, 17), ack(sequence)));

        rtnetlink.execute(new RtRequest.AddRule(RULE));

        assertThat(transport.queue).isEmpty();
    }

    @Test
    void throwsTheKernelsErrorWithTheRequestInWords() {
        transport.answers.add(sequence -> List.of(failure(sequence, 17)));

        assertThatThrownBy(() -> rtnetlink.execute(new RtRequest.AddRule(RULE)))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isExists()).isTrue())
                .hasMessage(
                        "rule add priority 1536 from 10.0.0.1/32 lookup 2: EEXIST (exists already)");
    }

    @Test
    void collectsADumpOverSeveralDatagrams() {
        Rule second = Rule.from(IpPrefix.parse("10.0.0.2"), 2, 1536);
        transport.answers.add(sequence ->
                List.of(rule(RULE, sequence, 0), rule(second, sequence, 0), done(sequence, 0)));

        assertThat(rtnetlink.rules(Family.IPV4)).containsExactly(RULE, second);
    }

    @Test
    void repeatsADumpThatWasInterruptedInItsMiddle() {
        transport.answers.add(
                sequence -> List.of(rule(RULE, sequence, INTERRUPTED), done(sequence, 0)));
        transport.answers.add(
                sequence -> List.of(rule(RULE, sequence, 0), done(sequence, INTERRUPTED)));
        transport.answers.add(sequence -> List.of(rule(RULE, sequence, 0), done(sequence, 0)));

        assertThat(rtnetlink.rules(Family.IPV4)).containsExactly(RULE);
        assertThat(transport.sent).hasSize(3);
    }

    @Test
    void ignoresTheInterruptionOfAStaleDump() {
        transport.answers.add(
                sequence -> List.of(rule(RULE, sequence - 1, INTERRUPTED), done(sequence, 0)));

        assertThat(rtnetlink.rules(Family.IPV4)).isEmpty();
        assertThat(transport.sent).hasSize(1);
    }

    @Test
    void givesUpOnADumpThatIsInterruptedForEver() {
        for (int i = 0; i < 10; i++) {
            transport.answers.add(sequence -> List.of(done(sequence, INTERRUPTED)));
        }

        assertThatThrownBy(() -> rtnetlink.rules(Family.IPV4))
                .isInstanceOf(NetlinkException.class)
                .hasMessage(
                        "rule show (IPV4): EINTR (interrupted) (the kernel's tables changed during each of 10 reads)");
        assertThat(transport.sent).hasSize(10);
    }

    @Test
    void growsItsBufferForALargeDatagram() {
        transport.answers.add(sequence -> {
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 4_000; i++) {
                many.writeBytes(rule(RULE, sequence, 0));
            }
            return List.of(many.toByteArray(), done(sequence, 0));
        });

        assertThat(rtnetlink.rules(Family.IPV4)).hasSize(4_000);
    }

    @Test
    void findsNoLinkWhereTheKernelHasNoDevice() {
        transport.answers.add(sequence -> List.of(failure(sequence, NetlinkException.ENODEV)));
        transport.answers.add(sequence -> List.of(failure(sequence, 1)));

        assertThat(rtnetlink.link("eth9")).isNull();
        assertThatThrownBy(() -> rtnetlink.link("eth9"))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("link show eth9: EPERM (operation not permitted)");
    }

    @Test
    void passesOnAFailureAtTheEndOfADump() {
        transport.answers.add(sequence -> List.of(message(3, sequence, 0, intBytes(-22))));

        assertThatThrownBy(() -> rtnetlink.rules(Family.IPV4))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("rule show (IPV4): EINVAL (invalid argument)");
    }

    private static byte[] rule(Rule rule, int sequence, int flags) {
        byte[] datagram = RtnetlinkCodec.encode(new RtRequest.AddRule(rule), sequence);
        datagram[6] = (byte) flags;
        datagram[7] = 0;
        return datagram;
    }

    private static byte[] ack(int sequence) {
        return failure(sequence, 0);
    }

    private static byte[] failure(int sequence, int errno) {
        return message(2, sequence, 0x100, ByteBuffer.allocate(20).put(intBytes(-errno)).array());
    }

    private static byte[] done(int sequence, int flags) {
        return message(3, sequence, flags, intBytes(0));
    }

    private static byte[] intBytes(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private static byte[] message(int type, int sequence, int flags, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array();
    }

    /// A kernel that answers each request with the next prepared list of datagrams.
    private static final class ScriptedTransport implements NetlinkTransport {
        private final Deque<IntFunction<List<byte[]>>> answers = new ArrayDeque<>();
        private final List<byte[]> sent = new ArrayList<>();
        private final Deque<byte[]> queue = new ArrayDeque<>();

        @Override
        public void send(byte[] message, int length) {
            sent.add(Arrays.copyOf(message, length));
            int sequence = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
            queue.addAll(answers.remove().apply(sequence));
        }

        @Override
        public int receive(byte[] buffer, int timeoutMillis) {
            byte[] datagram = queue.peek();
            if (datagram == null) {
                throw new NetlinkException("receive", NetlinkException.ETIMEDOUT, "");
            }
            if (datagram.length > buffer.length) {
                throw new NetlinkException("receive", NetlinkException.EMSGSIZE, "");
            }
            queue.remove();
            System.arraycopy(datagram, 0, buffer, 0, datagram.length);
            return datagram.length;
        }

        @Override
        public void close() {}
    }
}
