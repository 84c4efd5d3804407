package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.ec2.Ec2Failure.Kind;
import dev.vpccni.wire.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTableTest {
    @ParameterizedTest
    @CsvSource({
        "RequestLimitExceeded, 503, THROTTLED",
        "Client.RequestLimitExceeded, 503, THROTTLED",
        "Throttling, 400, THROTTLED",
        "SomethingNew, 429, THROTTLED",
        "UnauthorizedOperation, 403, UNAUTHORIZED",
        "AuthFailure, 401, UNAUTHORIZED",
        "ExpiredToken, 400, UNAUTHORIZED",
        "SomethingNew, 403, UNAUTHORIZED",
        "InsufficientFreeAddressesInSubnet, 400, SUBNET_EXHAUSTED",
        "InsufficientCidrBlocks, 400, NO_FREE_PREFIX",
        "PrivateIpAddressLimitExceeded, 400, ADDRESS_LIMIT",
        "AttachmentLimitExceeded, 400, ENI_LIMIT",
        "NetworkInterfaceLimitExceeded, 400, ENI_LIMIT",
        "InvalidNetworkInterfaceID.NotFound, 400, NOT_FOUND",
        "InvalidAttachmentID.NotFound, 400, NOT_FOUND",
        "InvalidSubnetID.NotFound, 400, NOT_FOUND",
        "InvalidNetworkInterface.InUse, 400, CONFLICT",
        "IncorrectState, 400, CONFLICT",
        "IdempotentParameterMismatch, 400, IDEMPOTENCY",
        "InvalidParameterValue, 400, INVALID",
        "SomethingNew, 400, INVALID",
        "InternalError, 500, UNAVAILABLE",
        "Unavailable, 503, UNAVAILABLE",
        "'', 502, UNAVAILABLE",
        "'', 400, INVALID"
    })
    void saysWhatACodeMeans(String code, int status, Kind kind) {
        assertThat(FailureTable.kind(code, status, "")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "i-1 already has an interface attached at device index '1'., CONFLICT",
        "must be positive, INVALID"
    })
    void tellsATakenDeviceIndexByItsWords(String message, Kind kind) {
        assertThat(FailureTable.kind("InvalidParameterValue", 400, message)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"400, false", "403, false", "500, true", "502, true", "503, false", "504, true"})
    void knowsWhichAnswersLeaveItOpenWhatWasDone(int status, boolean open) {
        assertThat(FailureTable.mayHaveRun(status)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLED, THROTTLED",
        "UNAUTHORIZED, UNAUTHORIZED",
        "SUBNET_EXHAUSTED, SUBNET_EXHAUSTED",
        "NO_FREE_PREFIX, SUBNET_EXHAUSTED",
        "ADDRESS_LIMIT, ENI_LIMIT",
        "ENI_LIMIT, ENI_LIMIT",
        "NOT_FOUND, NO_FREE_ADDRESS",
        "CONFLICT, NO_FREE_ADDRESS",
        "IDEMPOTENCY, NO_FREE_ADDRESS",
        "INVALID, INTERNAL",
        "UNAVAILABLE, EC2_UNAVAILABLE",
        "INTERRUPTED, DRAINING"
    })
    void givesThePodAReason(Kind kind, Reason reason) {
        assertThat(kind.reason()).isEqualTo(reason);
    }
}
