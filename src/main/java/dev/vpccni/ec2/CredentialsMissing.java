package dev.vpccni.ec2;

/// No source of credentials had any; nothing was sent.
final class CredentialsMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CredentialsMissing(RuntimeException cause) {
        super("no AWS credentials: " + cause.getMessage(), cause);
    }
}
