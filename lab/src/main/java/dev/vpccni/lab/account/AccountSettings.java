package dev.vpccni.lab.account;

import java.time.Duration;

/// What does not change in the life of an account, and how long EC2 takes to settle an attachment.
///
/// Units: `attachSettle` is the time an attachment stays `attaching` (packets flow at once), `detachSettle` the time
/// it stays `detaching`, during which the interface is still in use and cannot be deleted.
public record AccountSettings(
        String accountId, String region, Duration attachSettle, Duration detachSettle) {

    /// A made-up account in us-west-2 where attachments settle at once.
    public static AccountSettings defaults() {
        return new AccountSettings("111122223333", "us-west-2", Duration.ZERO, Duration.ZERO);
    }
}
