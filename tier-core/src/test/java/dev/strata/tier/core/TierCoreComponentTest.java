package dev.strata.tier.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.StopConditions;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.tier.model.ModelShelf;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TinyModels.class)
class TierCoreComponentTest {
    @Inject GrpcServer grpc;
    @Inject ModelShelf shelf;

    private ManagedChannel channel;
    private TierGrpc.TierBlockingStub tier;

    @BeforeEach
    void connect() throws Exception {
        shelf.loaded().toCompletableFuture().get(60, TimeUnit.SECONDS);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", grpc.getPort()).usePlaintext().build();
        tier = TierGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void describe_defaults_servesV3InThePrivateZone() {
        DescribeResponse all = tier.describe(DescribeRequest.getDefaultInstance());

        assertEquals("private", all.getZone());
        assertEquals(
                List.of("v3 ready "),
                all.getModelsList().stream()
                        .map(m -> m.getTier() + " " + m.getState() + " " + m.getStateDetail())
                        .toList());
    }

    @Test
    void generate_sameGreedyRequestTwice_givesTheSameTokens() {
        for (String name : List.of("v3")) {
            assertEquals(ids(name), ids(name));
        }
    }

    private List<Integer> ids(String name) {
        List<GenerateChunk> chunks = new ArrayList<>();
        tier.generate(
                        GenerateRequest.newBuilder()
                                .setTier(name)
                                .addMessages(Turn.newBuilder().setRole("user").setContent("hello"))
                                .setMaxTokens(12)
                                .setSampling(
                                        SamplingParameters.newBuilder()
                                                .setTopP(1)
                                                .setRepetitionPenalty(1))
                                .setStop(StopConditions.newBuilder().setIgnoreEnd(true))
                                .build())
                .forEachRemaining(chunks::add);
        var finished = chunks.getLast().getFinished();
        assertEquals(FinishReason.FINISH_REASON_LENGTH, finished.getReason());
        assertEquals(12, finished.getCompletionTokens());
        assertTrue(
                chunks.stream()
                        .flatMap(chunk -> chunk.getTokensList().stream())
                        .allMatch(token -> token.getLogprob() <= 0 && token.getEntropy() >= 0));
        return chunks.stream()
                .flatMap(chunk -> chunk.getTokensList().stream())
                .map(token -> token.getId())
                .toList();
    }
}
