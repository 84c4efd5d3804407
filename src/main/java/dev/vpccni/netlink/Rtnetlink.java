package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends requests over a [NetlinkTransport], waits for their acknowledgements, and repeats interrupted dumps.
///
/// Answers to earlier requests (for instance one that timed out) are told apart by their sequence number and skipped.
/// Not safe for use by two threads at once.
public final class Rtnetlink implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int FIRST_BUFFER_BYTES = 32 * 1024;
    private static final int LARGEST_BUFFER_BYTES = 1024 * 1024;
    private static final int DUMP_ATTEMPTS = 10;
    private static final int EINTR = 4;

    private final NetlinkTransport transport;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int lastSequence;

    public Rtnetlink(NetlinkTransport transport) {
        this.transport = transport;
    }

    /// Sends one request and waits for its acknowledgement. Errors: [NetlinkException] with the kernel's errno and text.
    public void execute(RtRequest request) {
        exchange(request);
    }

    /// The interface of this name, or null.
    public @Nullable Link link(String name) {
        try {
            for (RtMessage message : exchange(new RtRequest.GetLink(name)).messages) {
                if (message instanceof RtMessage.LinkMessage found) {
                    return found.link();
                }
            }
            return null;
        } catch (NetlinkException e) {
            if (e.errno() == NetlinkException.ENODEV) {
                return null;
            }
            throw e;
        }
    }

    public List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (RtMessage message : dump(new RtRequest.DumpLinks())) {
            if (message instanceof RtMessage.LinkMessage found) {
                links.add(found.link());
            }
        }
        return links;
    }

    public List<LinkAddress> addresses(Family family) {
        List<LinkAddress> addresses = new ArrayList<>();
        for (RtMessage message : dump(new RtRequest.DumpAddresses(family))) {
            if (message instanceof RtMessage.AddressMessage found) {
                addresses.add(found.address());
            }
        }
        return addresses;
    }

    /// Unicast, local and unreachable routes of all tables, without cached clones.
    public List<Route> routes(Family family) {
        List<Route> routes = new ArrayList<>();
        for (RtMessage message : dump(new RtRequest.DumpRoutes(family))) {
            if (message instanceof RtMessage.RouteMessage found && isPlain(found.route().type())) {
                routes.add(found.route());
            }
        }
        return routes;
    }

    public List<Rule> rules(Family family) {
        List<Rule> rules = new ArrayList<>();
        for (RtMessage message : dump(new RtRequest.DumpRules(family))) {
            if (message instanceof RtMessage.RuleMessage found) {
                rules.add(found.rule());
            }
        }
        return rules;
    }

    public List<Neighbor> neighbors(Family family) {
        List<Neighbor> neighbors = new ArrayList<>();
        for (RtMessage message : dump(new RtRequest.DumpNeighbors(family))) {
            if (message instanceof RtMessage.NeighborMessage found) {
                neighbors.add(found.neighbor());
            }
        }
        return neighbors;
    }

    @Override
    public void close() {
        transport.close();
    }

    private static boolean isPlain(int type) {
        return type == Route.UNICAST || type == Route.LOCAL || type == Route.UNREACHABLE;
    }

    private List<RtMessage> dump(RtRequest request) {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            Answer answer = exchange(request);
            if (!answer.interrupted) {
                return answer.messages;
            }
        }
        throw new NetlinkException(
                RequestText.of(request),
                EINTR,
                "the kernel's tables changed during each of " + DUMP_ATTEMPTS + " reads");
    }

    /// Sends the request and collects its answer up to the acknowledgement or the end of the dump.
    private Answer exchange(RtRequest request) {
        int sequence = nextSequence();
        byte[] datagram = RtnetlinkCodec.encode(request, sequence);
        transport.send(datagram, datagram.length);
        Answer answer = new Answer();
        while (true) {
            int length = receive();
            answer.interrupted |= RtnetlinkCodec.isInterrupted(buffer, length, sequence);
            for (RtMessage message : RtnetlinkCodec.decode(buffer, length)) {
                if (message.sequence() == sequence && answer.completedBy(message, request)) {
                    return answer;
                }
            }
        }
    }

    private int receive() {
        while (true) {
            try {
                return transport.receive(buffer, TIMEOUT_MILLIS);
            } catch (NetlinkException e) {
                if (e.errno() != NetlinkException.EMSGSIZE
                        || buffer.length >= LARGEST_BUFFER_BYTES) {
                    throw e;
                }
                buffer = new byte[4 * buffer.length];
            }
        }
    }

    /// Zero marks notifications that nobody asked for, so it is never used.
    private int nextSequence() {
        lastSequence = lastSequence == Integer.MAX_VALUE ? 1 : lastSequence + 1;
        return lastSequence;
    }

    /// What has come for one request so far.
    private static final class Answer {
        private final List<RtMessage> messages = new ArrayList<>();
        private boolean interrupted;

        /// Takes one message; true when it was the last. Errors: [NetlinkException] when it says that the request failed.
        boolean completedBy(RtMessage message, RtRequest request) {
            if (message instanceof RtMessage.Failure failure) {
                throw new NetlinkException(
                        RequestText.of(request), failure.errno(), failure.text());
            }
            if (message instanceof RtMessage.Done done) {
                if (done.errno() != 0) {
                    throw new NetlinkException(RequestText.of(request), done.errno(), "");
                }
                return true;
            }
            messages.add(message);
            return message instanceof RtMessage.Ack;
        }
    }
}
