package dev.strata.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.process.ReadyReport;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ServiceComponentTest.OwnReport.class)
class ServiceComponentTest {
    private static final Path REPORT = Path.of("target", "ready-" + ProcessHandle.current().pid());

    private ManagedChannel channel;
    private TierGrpc.TierBlockingStub tier;

    /** Free ports and a report of this test's own. */
    public static final class OwnReport implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "strata.process.ready-file", REPORT.toString(),
                    "quarkus.http.test-port", "0",
                    "quarkus.grpc.server.test-port", "0");
        }
    }

    @BeforeEach
    void connect() {
        ReadyReport report = awaitReport();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", report.port("grpc"))
                        .usePlaintext()
                        .build();
        tier = TierGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void report_portsAskedForAsZero_namesBoundOnes() {
        ReadyReport report = awaitReport();

        assertTrue(report.port("grpc") > 0 && report.port("http") > 0, report.toString());
        assertEquals("here", tier.describe(DescribeRequest.getDefaultInstance()).getZone());
    }

    @Test
    void call_bytesThatAreNoProtobuf_isInvalidArgument() {
        GrpcError error = refused("Generate", ByteString.copyFrom(new byte[] {10, 127, 1}));

        assertEquals(Code.INVALID_ARGUMENT, error.code());
        assertEquals("MALFORMED_MESSAGE", error.reason());
        assertTrue(error.message().contains("strata.tier.v1.Tier/Generate"), error.message());
    }

    @Test
    void call_stringThatIsNoUtf8_isInvalidArgument() {
        GrpcError error =
                refused("Score", ByteString.copyFrom(new byte[] {10, 2, (byte) 0xff, (byte) 0xfe}));

        assertEquals("MALFORMED_MESSAGE", error.reason());
    }

    @Test
    void metrics_askedAsPrometheusDoes_areOpenMetrics() throws Exception {
        assertEquals(
                "application/openmetrics-text",
                typeOfMetrics(
                        "application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1"));
        assertEquals("text/plain", typeOfMetrics("text/plain;version=0.0.4,*/*;q=0.1"));
    }

    private static String typeOfMetrics(String accepted) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + awaitReport().port("http") + "/q/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(uri).header("accept", accepted).build(),
                            BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            assertFalse(response.body().isEmpty());
            return response.headers().firstValue("content-type").orElseThrow().split(";")[0];
        }
    }

    @Test
    void call_serviceThrows_isInternalWithoutItsWords() {
        StatusRuntimeException thrown =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> tier.score(ScoreRequest.getDefaultInstance()));

        GrpcError error = GrpcError.from(thrown);
        assertEquals(Code.INTERNAL, error.code());
        assertFalse(error.message().contains("secret"), error.message());
    }

    @Test
    void cancel_runningCall_reachesTheService() throws Exception {
        EchoTier.cancelled = new CompletableFuture<>();
        try (Context.CancellableContext caller = Context.current().withCancellation()) {
            caller.call(() -> {
                Iterator<GenerateChunk> chunks =
                        tier.generate(GenerateRequest.newBuilder().setPrompt("hi").build());
                return chunks.next();
            });
        }

        EchoTier.cancelled.get(10, TimeUnit.SECONDS);
    }

    private GrpcError refused(String method, ByteString bytes) {
        MethodDescriptor.Marshaller<byte[]> raw = new RawBytes();
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.newBuilder(raw, raw)
                        .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                        .setFullMethodName("strata.tier.v1.Tier/" + method)
                        .build();
        StatusRuntimeException thrown =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                ClientCalls.blockingServerStreamingCall(
                                                channel,
                                                descriptor,
                                                CallOptions.DEFAULT.withDeadlineAfter(
                                                        10, TimeUnit.SECONDS),
                                                bytes.toByteArray())
                                        .hasNext());
        return GrpcError.from(thrown);
    }

    private static ReadyReport awaitReport() {
        Instant limit = Instant.now().plus(Duration.ofSeconds(20));
        Optional<ReadyReport> report = ReadyReport.read(REPORT);
        while (report.isEmpty() && Instant.now().isBefore(limit)) {
            LockSupport.parkNanos(1_000_000);
            report = ReadyReport.read(REPORT);
        }
        REPORT.toFile().deleteOnExit();
        return report.orElseThrow();
    }

    private static final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
