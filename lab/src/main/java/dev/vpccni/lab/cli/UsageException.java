package dev.vpccni.lab.cli;

/// Something that the person at the terminal can put right; the message says how.
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
