package dev.strata.cli.bench;

import com.google.protobuf.ByteString;
import dev.strata.cli.bench.wire.ReadyServer;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.Prefilled;
import dev.strata.proto.tier.v1.Token;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two tiers that have their answers ready: one chunk of 600 bytes, and a stream of 32 tokens. What
 * remains is the way there.
 */
final class StubTier implements AutoCloseable {
    static final String NAME = "v1";
    static final String STREAMING = "v2";
    static final int ANSWER_BYTES = 600;
    static final int STREAM_MESSAGES = 32;

    static final GenerateChunk PREFILLED =
            GenerateChunk.newBuilder()
                    .setPrefilled(Prefilled.newBuilder().setPromptTokens(150))
                    .build();
    private static final GenerateChunk ANSWER =
            GenerateChunk.newBuilder()
                    .setText("x".repeat(ANSWER_BYTES))
                    .addTokens(
                            Token.newBuilder()
                                    .setId(1)
                                    .setText(ByteString.copyFromUtf8("x".repeat(ANSWER_BYTES)))
                                    .setLogprob(-0.01f)
                                    .setEntropy(0.02f))
                    .build();
    static final GenerateChunk PIECE =
            GenerateChunk.newBuilder()
                    .setText("harvest ")
                    .addTokens(
                            Token.newBuilder()
                                    .setId(2)
                                    .setText(ByteString.copyFromUtf8("harvest "))
                                    .setLogprob(-0.01f)
                                    .setEntropy(0.02f))
                    .build();
    static final GenerateChunk END =
            GenerateChunk.newBuilder()
                    .setFinished(
                            Finished.newBuilder()
                                    .setReason(FinishReason.FINISH_REASON_STOP)
                                    .setPromptTokens(150)
                                    .setCompletionTokens(1))
                    .build();
    private final ReadyServer whole = server(NAME, List.of(PREFILLED, ANSWER, END));
    private final ReadyServer pieces = server(STREAMING, stream());

    static ModelDescription.Builder model(String tier) {
        return ModelDescription.newBuilder()
                .setTier(tier)
                .setModel("stub-" + tier)
                .setPrecision("exact")
                .setContextTokens(8192)
                .addCapabilities("chat")
                .setState("ready")
                .setLoad(Load.newBuilder().setQueueCapacity(100_000));
    }

    private static ReadyServer server(String tier, List<GenerateChunk> answer) {
        DescribeResponse description =
                DescribeResponse.newBuilder().setZone("public").addModels(model(tier)).build();
        return new ReadyServer(List.of(description), answer);
    }

    private static List<GenerateChunk> stream() {
        List<GenerateChunk> chunks = new ArrayList<>(List.of(PREFILLED));
        chunks.addAll(Collections.nCopies(STREAM_MESSAGES, PIECE));
        chunks.add(END);
        return chunks;
    }

    /** A server of {@code tier}, which answers as it likes, on a free port of the loopback. */
    static Server listening(BindableService tier, String name) {
        try {
            return NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .addService(tier)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the " + name + " cannot listen", e);
        }
    }

    /** Where the tier of this name is. */
    String endpoint(String tier) {
        return "127.0.0.1:" + (tier.equals(STREAMING) ? pieces : whole).port();
    }

    @Override
    public void close() {
        whole.close();
        pieces.close();
    }

    /** How a gateway is told of these tiers. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("strata.tiers." + NAME + ".endpoint", endpoint(NAME));
        properties.put("strata.tiers." + STREAMING + ".endpoint", endpoint(STREAMING));
        properties.put("strata.cascade.calibration", "generic");
        return properties;
    }
}
