package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.tier.FakeLanguageModel;
import dev.strata.tier.FakeModels;
import dev.strata.tier.model.ModelShelf;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that may grow a second old. */
@QuarkusTest
@TestProfile(ConnectionAgeComponentTest.Profile.class)
@Timeout(60)
class ConnectionAgeComponentTest {
    @Inject GrpcServer grpc;
    @Inject ModelShelf shelf;

    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("strata.tier.max-connection-age", "1s");
        }
    }

    @Test
    void generate_connectionGrowsTooOld_goesOnBesideANewOne() throws Exception {
        shelf.loaded().toCompletableFuture().get(10, TimeUnit.SECONDS);
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", grpc.getPort()).usePlaintext().build();
        FakeLanguageModel slow = FakeModels.opened("slow");
        slow.pause();
        try {
            TierGrpc.TierBlockingStub tier =
                    TierGrpc.newBlockingStub(channel).withDeadlineAfter(40, TimeUnit.SECONDS);
            Iterator<GenerateChunk> answer = tier.generate(request());
            assertTrue(answer.next().hasPrefilled());
            awaitGoAway(channel);

            assertFalse(
                    tier.describe(DescribeRequest.getDefaultInstance()).getModelsList().isEmpty());
            slow.resume();

            GenerateChunk last = GenerateChunk.getDefaultInstance();
            while (answer.hasNext()) {
                last = answer.next();
            }
            assertEquals(FinishReason.FINISH_REASON_STOP, last.getFinished().getReason());
        } finally {
            slow.resume();
            channel.shutdownNow();
        }
    }

    /** The channel leaves its connection, though a call of its own is on it. */
    private static void awaitGoAway(ManagedChannel channel) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        channel.notifyWhenStateChanged(ConnectivityState.READY, left::countDown);
        assertTrue(left.await(30, TimeUnit.SECONDS));
    }

    private static GenerateRequest request() {
        return GenerateRequest.newBuilder()
                .setTier("slow")
                .addMessages(Turn.newBuilder().setRole("user").setContent("hello."))
                .setMaxTokens(10)
                .build();
    }
}
