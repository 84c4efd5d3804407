package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Credentials;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.http.HttpCall;
import java.time.InstantSource;
import java.util.Optional;

/// Finds out who calls, and refuses credentials that AWS would refuse.
///
/// A signature is verified when the lab issued the key, so that a client that signs wrongly is found; keys that the
/// lab does not know are taken at their word, so that tests can use any.
final class Callers {
    private final Account account;
    private final InstantSource clock;

    Callers(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    /// Errors: those of [Authorization#of], AuthFailure for a wrong region, service, signature or session token,
    /// RequestExpired for credentials past their time.
    Caller identify(HttpCall call) {
        Authorization authorization = Authorization.of(call);
        if (!authorization.service().equals("ec2")
                || !authorization.region().equals(account.settings().region())) {
            throw new Ec2Exception(
                    "AuthFailure",
                    401,
                    "Credential should be scoped to a valid region and service: it is "
                            + authorization.region()
                            + "/"
                            + authorization.service()
                            + ", this is "
                            + account.settings().region()
                            + "/ec2.");
        }
        Optional<Credentials> issued = account.credentials().find(authorization.accessKeyId());
        issued.ifPresent(credentials -> verify(call, authorization, credentials));
        Optional<String> bySource =
                account.instanceOwning(IpAddress.of(call.source().getAddress()));
        Optional<String> byKey = issued.map(Credentials::instanceId);
        return new Caller(authorization.accessKeyId(), bySource.or(() -> byKey).orElse(null));
    }

    private void verify(HttpCall call, Authorization authorization, Credentials credentials) {
        boolean token = credentials.sessionToken().equals(call.header("x-amz-security-token"));
        if (!token || !SignatureV4.matches(call, authorization, credentials.secretAccessKey())) {
            throw new Ec2Exception(
                    "AuthFailure",
                    401,
                    "AWS was not able to validate the provided access credentials");
        }
        if (!clock.instant().isBefore(credentials.expiration())) {
            throw new Ec2Exception("RequestExpired", "Request has expired.");
        }
    }
}
