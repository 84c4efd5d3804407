package dev.vpccni.plugin.agent;

import static dev.vpccni.plugin.agent.AgentException.Kind.FOREIGN;
import static dev.vpccni.plugin.agent.AgentException.Kind.NONSENSE;
import static dev.vpccni.plugin.agent.AgentException.Kind.NO_ANSWER;
import static dev.vpccni.plugin.agent.AgentException.Kind.REFUSED;
import static dev.vpccni.plugin.agent.AgentException.Kind.UNREACHABLE;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.Members;
import dev.vpccni.plugin.cni.NetConf;
import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import dev.vpccni.wire.AttachRequest;
import dev.vpccni.wire.Attachment;
import dev.vpccni.wire.GcRequest;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Protocol;
import dev.vpccni.wire.Released;
import org.jspecify.annotations.Nullable;

/// Calls the agent. Every call has a deadline, one connection and one answer.
///
/// Errors: [AgentException]; [CniError] code 6 when an answer is no JSON of the right shape. Source: [Protocol].
public final class AgentClient {
    /// How long an ADD waits for an agent that is being restarted. Units: milliseconds.
    private static final int RESTART_PATIENCE_MS = 10_000;

    /// Labels of [dev.vpccni.wire.Reason], whose other constants would add 5 KB to the binary.
    static final String UNKNOWN_ATTACHMENT = "UnknownAttachment";

    static final String NOT_READY = "NotReady";
    static final String DRAINING = "Draining";

    private static final int RETRY_MS = 100;
    private static final int MAX_TOKEN = 4096;

    private final Os os;
    private final NetConf.Agent agent;

    public AgentClient(Os os, NetConf.Agent agent) {
        this.os = os;
        this.agent = agent;
    }

    /// Asks for addresses. An agent that is not there, not ready, or goes away is asked again for a while, which is safe
    /// since the same key gets the same addresses.
    ///
    /// @param request its `deadlineMs` is replaced by what is left until `answerBy`
    /// @param answerBy when the agent shall give up; the answer itself is waited for until `receiveBy`
    public Attachment attach(
            AttachmentKey key, AttachRequest request, Deadline answerBy, Deadline receiveBy) {
        Deadline restart = null;
        while (true) {
            AttachRequest timed =
                    new AttachRequest(
                            request.podName(),
                            request.podNamespace(),
                            request.podUid(),
                            request.netns(),
                            (int) Math.max(1, answerBy.leftMillis()));
            try {
                return WireJson.readAttachment(
                        call("PUT", key.path(), WireJson.write(timed), receiveBy));
            } catch (AgentException e) {
                // From the first failure on: the agent may have had the call parked for long before
                // it went.
                restart = restart == null ? answerBy.atMost(RESTART_PATIENCE_MS) : restart;
                if (!isRestarting(e) || restart.leftMillis() <= RETRY_MS) {
                    throw e;
                }
                os.sleepMillis(RETRY_MS);
            }
        }
    }

    /// What the agent believes of an attachment, or null when it does not know it.
    public @Nullable Attachment find(AttachmentKey key, Deadline deadline) {
        try {
            return WireJson.readAttachment(call("GET", key.path(), null, deadline));
        } catch (AgentException e) {
            if (e.reason().equals(UNKNOWN_ATTACHMENT)) {
                return null;
            }
            throw e;
        }
    }

    /// Gives everything of an attachment back; an unknown one is fine.
    public void release(AttachmentKey key, Deadline deadline) {
        try {
            call("DELETE", key.path(), null, deadline);
        } catch (AgentException e) {
            if (!e.reason().equals(UNKNOWN_ATTACHMENT)) {
                throw e;
            }
        }
    }

    /// Returns when an ADD can be served.
    public void requireReady(Deadline deadline) {
        call("GET", Protocol.STATUS, null, deadline);
    }

    /// Names the attachments that are left; answers what was released.
    public Released collectGarbage(GcRequest request, Deadline deadline) {
        return WireJson.readReleased(call("POST", Protocol.GC, WireJson.write(request), deadline));
    }

    /// An agent that is killed breaks its connections; a call that merely got no answer has no time left to repeat.
    private static boolean isRestarting(AgentException e) {
        return e.kind() == UNREACHABLE
                || e.kind() == NO_ANSWER
                || e.reason().equals(NOT_READY)
                || e.reason().equals(DRAINING);
    }

    private Members call(String method, String path, @Nullable JsonObject body, Deadline deadline) {
        String token = readToken();
        HttpResponse response = exchange(method, path, token, body, deadline);
        if (response.status() == 401) {
            // The agent renews its token when it starts, which may have been since the file was
            // read.
            String newer = readToken();
            if (!newer.equals(token)) {
                response = exchange(method, path, newer, body, deadline);
            }
        }
        return open(method, path, response);
    }

    private String readToken() {
        byte[] bytes;
        try {
            bytes = os.readFile(agent.tokenFile(), MAX_TOKEN);
        } catch (OsException e) {
            throw new AgentException(
                    UNREACHABLE,
                    CniError.TRY_AGAIN_LATER,
                    "the agent's token cannot be read: "
                            + e.getMessage()
                            + "; the agent writes this file when it starts, so it may not be running");
        }
        String token = Utf8.decode(bytes).trim();
        if (!isToken(token) || bytes.length > MAX_TOKEN) {
            throw new AgentException(
                    UNREACHABLE,
                    CniError.TRY_AGAIN_LATER,
                    "the agent's token file "
                            + agent.tokenFile()
                            + " does not hold one line of printable characters");
        }
        return token;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private HttpResponse exchange(
            String method,
            String path,
            String token,
            @Nullable JsonObject body,
            Deadline deadline) {
        byte[] request = request(method, path, token, body);
        Connection connection;
        try {
            connection = os.connect(agent.endpoint(), deadline);
        } catch (OsException e) {
            throw new AgentException(
                    UNREACHABLE,
                    CniError.TRY_AGAIN_LATER,
                    "the agent at "
                            + agent.endpoint()
                            + " cannot be reached: "
                            + e.getMessage()
                            + "; is the vpc-cni agent running on this node?");
        }
        try {
            return exchange(connection, request, deadline);
        } catch (OsException e) {
            String what =
                    e.errno() == OsException.ETIMEDOUT
                            ? "did not answer " + method + " " + path + " in time"
                            : "broke the connection of " + method + " " + path;
            throw noAnswer(what + ": " + e.getMessage());
        } catch (HttpException e) {
            if (e.isCut()) {
                throw noAnswer(
                        "broke the connection of " + method + " " + path + ": " + e.getMessage());
            }
            throw new AgentException(
                    NONSENSE, CniError.DECODING, describe(method, path) + ": " + e.getMessage());
        }
    }

    private AgentException noAnswer(String what) {
        return new AgentException(
                NO_ANSWER,
                CniError.TRY_AGAIN_LATER,
                "the agent at " + agent.endpoint() + " " + what);
    }

    private static HttpResponse exchange(Connection connection, byte[] request, Deadline deadline) {
        try {
            connection.send(request, deadline);
            return new HttpReader(connection, deadline, Protocol.MAX_BODY).read();
        } finally {
            connection.close();
        }
    }

    private byte[] request(String method, String path, String token, @Nullable JsonObject body) {
        String content = body == null ? "" : body.toString();
        byte[] bytes = Utf8.encode(content);
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Connection: close\r\nAuthorization: Bearer ").append(token).append("\r\n");
        head.append(Protocol.VERSION_HEADER).append(": ").append(Protocol.VERSION).append("\r\n");
        head.append("Accept: application/json, ")
                .append(Protocol.PROBLEM_MEDIA_TYPE)
                .append("\r\n");
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ");
            head.append(bytes.length).append("\r\n");
        }
        head.append("\r\n").append(content);
        return Utf8.encode(head.toString());
    }

    /// The body of a successful answer; throws for every other.
    private Members open(String method, String path, HttpResponse response) {
        boolean problem = response.header("Content-Type").startsWith(Protocol.PROBLEM_MEDIA_TYPE);
        String version = response.header(Protocol.VERSION_HEADER);
        if (!version.equals(Integer.toString(Protocol.VERSION))
                && !(problem && version.isEmpty())) {
            throw new AgentException(
                    FOREIGN,
                    CniError.PROTOCOL_MISMATCH,
                    describe(method, path)
                            + " with HTTP "
                            + response.status()
                            + (version.isEmpty()
                                    ? " and without the header "
                                            + Protocol.VERSION_HEADER
                                            + ": something else than the vpc-cni agent listens there"
                                    : " in protocol version "
                                            + version
                                            + ", but this plugin speaks "
                                            + Protocol.VERSION
                                            + ": install the plugin of the agent's release"));
        }
        boolean success = response.status() >= 200 && response.status() < 300;
        if (success && response.body().length == 0) {
            return new Members(new JsonObject(), "");
        }
        Members body =
                Members.parse(
                        response.body(),
                        "the answer of the agent at "
                                + agent.endpoint()
                                + " to "
                                + method
                                + " "
                                + path);
        if (success) {
            return body;
        }
        throw refused(method, path, response.status(), WireJson.readProblem(body));
    }

    private AgentException refused(String method, String path, int status, Problem problem) {
        String cause = problem.detail().isEmpty() ? problem.title() : problem.detail();
        return new AgentException(
                REFUSED,
                problem.cniCode() > 0 ? problem.cniCode() : CniError.INTERNAL,
                cause.isEmpty() ? describe(method, path) + " with HTTP " + status : cause,
                problem.reason(),
                "reason=" + problem.reason() + " retryAfterMs=" + problem.retryAfterMs());
    }

    private String describe(String method, String path) {
        return "the agent at " + agent.endpoint() + " answered " + method + " " + path;
    }
}
