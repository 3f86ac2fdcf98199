package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.tier.TierDirectory;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.router.TierHealth;
import dev.strata.service.GrpcError;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.value.registry.ValueRegistry;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of the process while an answer runs, with capture as it is. */
@QuarkusTest
@TestProfile(StopComponentTest.Profile.class)
@Timeout(60)
class StopComponentTest {
    @Inject FakeTiers fakes;
    @Inject ValueRegistry ports;
    @Inject TierDirectory directory;
    @Inject MeterRegistry registry;
    @Inject Event<ShutdownDelayInitiatedEvent> end;
    @Inject Event<ShutdownEvent> stop;
    private int answered;

    /** An application of its own, which no other test finds stopped. */
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "strata.chat.drain", "3s",
                    "strata.capture.drain", "100ms",
                    "strata.capture.spool-dir", "target/test-spool-stop");
        }
    }

    @Test
    void stop_answerRuns_isCutAndRecordedBeforeCaptureCloses() throws Exception {
        FaceTest.await(
                "every tier to be up",
                () ->
                        directory.health().values().stream()
                                .allMatch(health -> health instanceof TierHealth.Up));
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", ports.get(GrpcServer.GRPC_PORT))
                        .usePlaintext()
                        .build();
        try {
            ChatGrpc.ChatBlockingStub chat =
                    ChatGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
            fakes.tier("v1").next(call -> call.prefilled().saySurely("yes"));
            Iterator<ChatChunk> chunks = chat.chatStream(FaceTest.ask("hello"));
            assertTrue(chunks.hasNext());

            Thread stopping =
                    Thread.ofPlatform()
                            .start(() -> {
                                end.fire(new ShutdownDelayInitiatedEvent());
                                stop.fire(new ShutdownEvent());
                            });
            FaceTest.await("a new request to be refused", () -> isRefused(chat));
            assertTrue(stopping.isAlive());
            StatusRuntimeException cut =
                    assertThrows(
                            StatusRuntimeException.class,
                            () -> chunks.forEachRemaining(chunk -> {}));
            stopping.join();

            GrpcError error = GrpcError.from(cut);
            assertEquals(Code.UNAVAILABLE, error.code());
            assertEquals("STOPPING", error.reason());
            assertEquals(0, count("strata.capture.dropped", "reason", "closed"));
            assertTrue(count("strata.capture.spooled") >= answered + 1);
        } finally {
            channel.shutdownNow();
        }
    }

    private boolean isRefused(ChatGrpc.ChatBlockingStub chat) {
        try {
            var _ = chat.chat(FaceTest.ask("hello"));
            answered++;
            return false;
        } catch (StatusRuntimeException e) {
            return GrpcError.from(e).reason().equals("STOPPING");
        }
    }

    private int count(String name, String... tags) {
        return (int) registry.counter(name, tags).count();
    }
}
