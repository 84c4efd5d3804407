package dev.vpccni.lab.scenario;

import dev.vpccni.lab.account.Wildcard;
import dev.vpccni.lab.ec2.Ec2Api;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a fault from a scenario file or from the control API; both take the same keys.
final class FaultReader {
    private static final Set<String> SERVER_ERRORS =
            Set.of("InternalError", "ServerInternal", "InternalFailure");
    private static final Set<String> UNAVAILABLE =
            Set.of("Unavailable", "ServiceUnavailable", "RequestLimitExceeded");

    private FaultReader() {}

    /// Errors: ScenarioException with the rule that is broken.
    static Fault read(Section section) {
        String target = section.required("action", FaultReader::target);
        Duration delay = section.duration("delay", Duration.ZERO);
        Fault.Effect effect = effect(section, target.startsWith(Fault.IMDS));
        if (effect instanceof Fault.Effect.Slow && delay.isZero()) {
            throw section.complaint(
                    "action", "the fault needs a code, a httpStatus, drop or a delay");
        }
        return new Fault(
                target,
                section.optional("node", text -> text),
                section.decimal("probability", 1, 0, 1),
                section.number("count", 0, 0, Integer.MAX_VALUE),
                delay,
                effect);
    }

    private static Fault.Effect effect(Section section, boolean imds) {
        String code = section.optional("code", text -> text);
        boolean drop = section.flag("drop", false);
        boolean happens = section.value("when", "before", FaultReader::moment).equals("after");
        int status = section.number("httpStatus", 0, 400, 599);
        String message =
                code == null
                        ? ""
                        : section.text("message", "The lab was told to answer " + code + ".");
        boolean refuse = code != null || status > 0;
        if (refuse && drop) {
            throw section.complaint(
                    "drop", "a fault either refuses (code, httpStatus) or drops the connection");
        }
        if (imds && (code != null || happens)) {
            throw section.complaint(
                    "action",
                    "a fault of IMDS has a httpStatus, drop or a delay, no code and no when");
        }
        if (!imds && status > 0 && code == null) {
            throw section.complaint(
                    "httpStatus", "a fault of EC2 needs a code with the httpStatus");
        }
        if (drop) {
            return new Fault.Effect.Drop(happens);
        }
        return refuse
                ? new Fault.Effect.Refuse(
                        code == null ? "" : code,
                        status > 0 ? status : status(code),
                        message,
                        happens)
                : new Fault.Effect.Slow();
    }

    /// The status EC2 uses with a code when the scenario does not say.
    private static int status(@Nullable String code) {
        if (code == null || SERVER_ERRORS.contains(code)) {
            return 500;
        }
        if (UNAVAILABLE.contains(code)) {
            return 503;
        }
        return code.equals("UnauthorizedOperation") ? 403 : 400;
    }

    private static String moment(String text) {
        if (!text.equals("before") && !text.equals("after")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither before nor after (the call took effect)");
        }
        return text;
    }

    private static String target(String text) {
        Wildcard pattern = Wildcard.parse(text);
        boolean known =
                text.startsWith(Fault.IMDS + "/")
                        || text.startsWith(Fault.IMDS + "*")
                        || Ec2Api.actionNames().stream().anyMatch(pattern::matches);
        if (!known) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' matches none of "
                            + Ec2Api.actionNames()
                            + " and is not imds:/path");
        }
        return text;
    }
}
