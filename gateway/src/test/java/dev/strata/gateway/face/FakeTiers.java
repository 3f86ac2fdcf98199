package dev.strata.gateway.face;

import com.google.protobuf.ByteString;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.Prefilled;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Token;
import dev.strata.service.GrpcError;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Tiers v1, v2 (public) and v3 (private) that do what a test tells them: real gRPC servers on a
 * free port, one process's worth each.
 */
@Singleton
public class FakeTiers {
    private final Map<String, Fake> fakes =
            Map.of(
                    "v1",
                    new Fake("v1", "public"),
                    "v2",
                    new Fake("v2", "public"),
                    "v3",
                    new Fake("v3", "private"),
                    // Another replica of v2, for those who name it.
                    "v2b",
                    new Fake("v2", "public"));

    FakeTiers() {
        ConfigProvider.getConfig()
                .getOptionalValue("test.at-no-pod", String.class)
                .ifPresent(tier -> fakes.get(tier).down(true));
    }

    Fake tier(String name) {
        return fakes.get(name);
    }

    /** Every tier answers surely again and has forgotten what it was asked. */
    void reset() {
        fakes.values().forEach(Fake::reset);
    }

    @PreDestroy
    void stop() {
        fakes.values().forEach(fake -> fake.server.shutdownNow());
    }

    /** What a fake does with one request. */
    interface Script {
        void run(Call call);
    }

    /** One request at a fake. */
    static final class Call {
        private final ServerCallStreamObserver<GenerateChunk> observer;
        private final GenerateRequest request;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile int tokens;
        private volatile int promptTokens;

        Call(ServerCallStreamObserver<GenerateChunk> observer, GenerateRequest request) {
            this.observer = observer;
            this.request = request;
            observer.setOnCancelHandler(cancelled::countDown);
        }

        /** The tier that was asked. */
        String tier() {
            return request.getTier();
        }

        GenerateRequest request() {
            return request;
        }

        boolean awaitCancelled(Duration limit) throws InterruptedException {
            return cancelled.await(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        }

        /** Tokens that it told of, prompt and answer. */
        int said() {
            return promptTokens + tokens;
        }

        Call prefilled() {
            promptTokens = 7;
            observer.onNext(
                    GenerateChunk.newBuilder()
                            .setPrefilled(Prefilled.newBuilder().setPromptTokens(7))
                            .build());
            return this;
        }

        Call say(String text, double logprob, double entropy) {
            int id = tokens + 1;
            tokens = id;
            observer.onNext(
                    GenerateChunk.newBuilder()
                            .setText(text)
                            .addTokens(
                                    Token.newBuilder()
                                            .setId(id)
                                            .setText(ByteString.copyFromUtf8(text))
                                            .setLogprob((float) logprob)
                                            .setEntropy((float) entropy))
                            .build());
            return this;
        }

        /** A dozen words that the model has no doubt about. */
        Call saySurely(String word) {
            for (int i = 0; i < 12; i++) {
                say(i == 0 ? word : " " + word, -0.01, 0.02);
            }
            return this;
        }

        /** A dozen words that the model might as well have guessed. */
        Call sayUnsurely(String word) {
            for (int i = 0; i < 12; i++) {
                say(i == 0 ? word : " " + word, -4.5, 5.0);
            }
            return this;
        }

        void finish() {
            finish(FinishReason.FINISH_REASON_STOP);
        }

        void finish(FinishReason reason) {
            promptTokens = 7;
            observer.onNext(
                    GenerateChunk.newBuilder()
                            .setFinished(
                                    Finished.newBuilder()
                                            .setReason(reason)
                                            .setPromptTokens(7)
                                            .setCachedTokens(2)
                                            .setCompletionTokens(tokens))
                            .build());
            observer.onCompleted();
        }

        void fail(Status.Code code, String reason) {
            observer.onError(GrpcError.of(code, reason, "the fake was told to fail").toException());
        }

        void full() {
            observer.onError(
                    GrpcError.of(Status.Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", "full")
                            .withRetryAfter(Duration.ofSeconds(3))
                            .toException());
        }

        void endWithoutFinish() {
            observer.onCompleted();
        }
    }

    /** One tier. */
    static final class Fake extends TierGrpc.TierImplBase {
        private static final Script SURELY =
                call -> call.prefilled().saySurely(call.tier()).finish();

        private volatile Duration clockAhead = Duration.ZERO;
        private volatile Script otherwise = SURELY;
        private volatile boolean down;
        private volatile List<String> adapters = List.of();
        private final String name;
        private final String zone;
        private final Server server;
        private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
        private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

        Fake(String name, String zone) {
            this.name = name;
            this.zone = zone;
            try {
                server =
                        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                                .addService(this)
                                .build()
                                .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int port() {
            return server.getPort();
        }

        String endpoint() {
            return "127.0.0.1:" + server.getPort();
        }

        void reset() {
            calls.clear();
            scripts.clear();
            otherwise = SURELY;
            clockAhead = Duration.ZERO;
            down = false;
            adapters = List.of();
        }

        /** From now on it does not say what it runs, as one at no pod; or it does again. */
        void down(boolean isDown) {
            down = isDown;
        }

        /** From now on it tells of these adapters. */
        void adapters(String... names) {
            adapters = List.of(names);
        }

        /** What to do with the next requests, in order; then it answers surely. */
        void next(Script... script) {
            scripts.addAll(List.of(script));
        }

        /** What to do with every other request. */
        void always(Script script) {
            otherwise = script;
        }

        List<Call> calls() {
            return List.copyOf(calls);
        }

        /** From now on its clock is as far from the true time. */
        void clockAhead(Duration distance) {
            clockAhead = distance;
        }

        /** Only the highest knows schemas, and the lowest no tools. */
        private List<String> more() {
            return switch (name) {
                case "v3" -> List.of("completion", "tools", "json_schema");
                case "v2" -> List.of("completion", "tools");
                default -> List.of("completion");
            };
        }

        @Override
        public void describe(DescribeRequest request, StreamObserver<DescribeResponse> observer) {
            if (down) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            observer.onNext(
                    DescribeResponse.newBuilder()
                            .setZone(zone)
                            .setClockMillis(System.currentTimeMillis() + clockAhead.toMillis())
                            .addModels(
                                    ModelDescription.newBuilder()
                                            .addAllCapabilities(more())
                                            .addAllAdapters(adapters)
                                            .setTier(name)
                                            .setModel("model-" + name)
                                            .setModelSha256("sha-" + name)
                                            // As it is with the default models: the two upper ones
                                            // share theirs.
                                            .setTokenizerSha256(
                                                    name.equals("v1") ? "small" : "shared")
                                            .setPrecision("exact")
                                            .setContextTokens(name.equals("v3") ? 4096 : 2048)
                                            .addCapabilities("chat")
                                            .addCapabilities("logprobs")
                                            .setState("ready")
                                            .setLoad(Load.newBuilder().setQueueCapacity(16)))
                            .build());
            observer.onCompleted();
        }

        @Override
        public void generate(GenerateRequest request, StreamObserver<GenerateChunk> observer) {
            Call call = new Call((ServerCallStreamObserver<GenerateChunk>) observer, request);
            calls.add(call);
            Script script = scripts.poll();
            (script == null ? otherwise : script).run(call);
        }
    }
}
