package dev.strata.tier.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.StopConditions;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.service.GrpcError;
import dev.strata.tier.model.ModelShelf;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TinyModels.class)
class TierEdgeComponentTest {
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
    void describe_defaults_servesV1AndV2InThePublicZone() {
        DescribeResponse all = tier.describe(DescribeRequest.getDefaultInstance());

        assertEquals("public", all.getZone());
        assertEquals(
                List.of("v1 ready ", "v2 ready "),
                all.getModelsList().stream()
                        .map(m -> m.getTier() + " " + m.getState() + " " + m.getStateDetail())
                        .toList());
    }

    @Test
    void generate_sameGreedyRequestTwice_givesTheSameTokens() {
        for (String name : List.of("v1", "v2")) {
            assertEquals(ids(name), ids(name));
        }
    }

    @Test
    void generate_withAnAdapterOfTheFolder_answersOtherwiseAndDescribesIt() {
        awaitAdapters(List.of("legal"));

        assertEquals(ids("v2", "legal"), ids("v2", "legal"));
        assertNotEquals(ids("v2"), ids("v2", "legal"));
    }

    @Test
    void generate_withAnAdapterThatCameAndWent_isRefusedByName() throws Exception {
        Path folder = TinyModels.adapters().resolve("v2/brief");
        TinyAdapter.write(folder, TinyModels.V2, 2, 6);
        awaitAdapters(List.of("brief", "legal"));
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.delete(folder.resolve(file));
        }
        Files.delete(folder);
        awaitAdapters(List.of("legal"));

        StatusRuntimeException e =
                assertThrows(StatusRuntimeException.class, () -> ids("v2", "brief"));

        assertEquals("UNKNOWN_ADAPTER", GrpcError.from(e).reason());
        assertEquals(
                "adapter 'brief' is not loaded on model 'v2': expected one that is, got 'brief'; correct the name or load it",
                GrpcError.from(e).message());
    }

    private void awaitAdapters(List<String> wanted) {
        Instant end = Instant.now().plusSeconds(30);
        List<String> got = List.of();
        while (!got.equals(wanted)) {
            assertTrue(Instant.now().isBefore(end), "adapters are " + got);
            got =
                    tier.describe(DescribeRequest.getDefaultInstance()).getModelsList().stream()
                            .filter(model -> model.getTier().equals("v2"))
                            .flatMap(model -> model.getAdaptersList().stream())
                            .toList();
        }
    }

    private List<Integer> ids(String name) {
        return ids(name, "");
    }

    private List<Integer> ids(String name, String adapter) {
        List<GenerateChunk> chunks = new ArrayList<>();
        tier.generate(
                        GenerateRequest.newBuilder()
                                .setTier(name)
                                .setAdapter(adapter)
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
