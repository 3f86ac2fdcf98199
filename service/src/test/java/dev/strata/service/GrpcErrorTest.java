package dev.strata.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrpcErrorTest {

    @Test
    void from_ownException_givesTheSameError() {
        GrpcError error =
                new GrpcError(
                        Code.RESOURCE_EXHAUSTED,
                        "QUEUE_FULL",
                        "tier 'v1' is busy",
                        Map.of("tier", "v1"),
                        Optional.of(Duration.ofMillis(1500)),
                        Map.of("max_tokens", "too many"));

        assertEquals(error, GrpcError.from(error.toException()));
    }

    @Test
    void from_plainStatus_hasNoReason() {
        GrpcError error =
                GrpcError.from(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());

        assertEquals(GrpcError.of(Code.UNAVAILABLE, "", "gone"), error);
    }

    @Test
    void from_otherException_isUnknown() {
        assertEquals(Code.UNKNOWN, GrpcError.from(new IllegalStateException("x")).code());
    }

    @Test
    void invalid_field_isNamed() {
        GrpcError error = GrpcError.invalid("top_p", "OUT_OF_RANGE", "top_p is out of range");

        assertEquals(Map.of("top_p", "top_p is out of range"), error.fields());
    }
}
