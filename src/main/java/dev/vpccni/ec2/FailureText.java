package dev.vpccni.ec2;

import java.net.HttpURLConnection;

/// Puts a failed call into one sentence: what was tried, on what, what came back, what to do.
final class FailureText {
    /// EC2 adds an encoded authorization message of a thousand characters and more to some refusals.
    private static final int LONGEST_QUOTE = 300;

    private FailureText() {}

    static String of(Ec2Action action, String subject, int attempts, Refusal refusal) {
        StringBuilder text = new StringBuilder(action.label()).append(' ').append(subject);
        if (attempts == 0) {
            text.append(" was not sent: ").append(quoted(refusal.text()));
        } else {
            text.append(" failed")
                    .append(attempts > 1 ? " after " + attempts + " attempts" : "")
                    .append(": ");
            text.append(answer(refusal));
        }
        String advice = advice(action, refusal);
        return advice.isEmpty() ? text.toString() : text.append("; ").append(advice).toString();
    }

    private static String answer(Refusal refusal) {
        if (refusal.status() == 0) {
            return quoted(refusal.text());
        }
        String code = refusal.code().isEmpty() ? "an error without a code" : refusal.code();
        String request = refusal.requestId().isEmpty() ? "" : ", request " + refusal.requestId();
        return "EC2 answered "
                + code
                + " (HTTP "
                + refusal.status()
                + request
                + "): "
                + quoted(refusal.text());
    }

    private static String quoted(String text) {
        String line = text.replace('\n', ' ').strip();
        String cut = line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line;
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static String advice(Ec2Action action, Refusal refusal) {
        return switch (refusal.kind()) {
            case THROTTLED ->
                    "the agent slows down and tries again; if it lasts, ask AWS for a higher refill rate of "
                            + action.label();
            case UNAUTHORIZED -> unauthorized(action, refusal.status());
            case SUBNET_EXHAUSTED ->
                    "free addresses in the subnet, or give the node another subnet";
            case NO_FREE_PREFIX ->
                    "the subnet is fragmented: reserve a block of it for prefixes, or give the node another subnet";
            case ADDRESS_LIMIT -> "the instance type allows no more addresses on this ENI";
            case ENI_LIMIT ->
                    "detach an ENI, use a larger instance type, or ask AWS for a higher ENI quota";
            case NOT_FOUND -> "the agent reads the node's ENIs again";
            case CONFLICT -> "the agent reads the node's ENIs again and tries another way";
            case IDEMPOTENCY -> "the agent tries again with a new client token";
            case INVALID ->
                    "this is a fault of the agent or of its configuration: please report it";
            case UNAVAILABLE ->
                    "the agent tries again; if it lasts, check the node's way to the EC2 endpoint and AWS's status page";
            case INTERRUPTED -> "";
        };
    }

    private static String unauthorized(Ec2Action action, int status) {
        return switch (status) {
            case 0 ->
                    "give the node an instance profile, or the agent's service account an IAM role";
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                    "check that the credentials are valid in this account and that the node's clock is right";
            default -> "allow ec2:" + action.label() + " to the agent's IAM role";
        };
    }
}
