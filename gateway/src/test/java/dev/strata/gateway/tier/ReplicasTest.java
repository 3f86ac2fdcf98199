package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.router.Message;
import dev.strata.router.TierHealth;
import dev.strata.service.GrpcError;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two real servers behind one name, whose addresses change. */
@Timeout(60)
class ReplicasTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile List<String> addresses = List.of("127.0.0.1", "127.0.0.2");
    private One first;
    private One second;
    private TierDirectory directory;

    /** One process that runs the tier. */
    private static final class One extends TierGrpc.TierImplBase {
        private final Server server;
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean fails;
        private volatile Throwable refusal = Status.UNAVAILABLE.asRuntimeException();
        private volatile int queued;
        private volatile String model = "same";
        private volatile List<String> adapters = List.of();

        One(String host, int port) throws Exception {
            server =
                    NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                            .addService(this)
                            .build()
                            .start();
        }

        @Override
        public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
            answer.onNext(
                    DescribeResponse.newBuilder()
                            .setZone("public")
                            .addModels(
                                    ModelDescription.newBuilder()
                                            .setTier("v1")
                                            .setModelSha256(model)
                                            .setContextTokens(100)
                                            .setState("ready")
                                            .addAllAdapters(adapters)
                                            .setLoad(
                                                    Load.newBuilder()
                                                            .setQueued(queued)
                                                            .setQueueCapacity(50)))
                            .build());
            answer.onCompleted();
        }

        @Override
        public void generate(GenerateRequest request, StreamObserver<GenerateChunk> answer) {
            calls.incrementAndGet();
            if (fails) {
                answer.onError(refusal);
                return;
            }
            answer.onNext(
                    GenerateChunk.newBuilder()
                            .setFinished(
                                    Finished.newBuilder()
                                            .setReason(FinishReason.FINISH_REASON_STOP))
                            .build());
            answer.onCompleted();
        }
    }

    @BeforeEach
    void start() throws Exception {
        first = new One("127.0.0.1", 0);
        second = new One("127.0.0.2", first.server.getPort());
        directory = directory("tiers:" + first.server.getPort());
        await("both to be up", () -> in() == 2);
    }

    @AfterEach
    void stop() {
        directory.close();
        timer.shutdownNow();
        first.server.shutdownNow();
        second.server.shutdownNow();
    }

    private TierDirectory directory(String endpoint) {
        TierDirectory made =
                new TierDirectory(
                        Map.of("v1", new TierTlsTest.At(endpoint)),
                        new TierTlsTest.Calls(),
                        new TierEndpoints(
                                this::look,
                                1 << 20,
                                InsecureChannelCredentials.create(),
                                EventLoops.NONE),
                        timer,
                        InstantSource.system());
        made.start();
        return made;
    }

    private List<InetAddress> look(String host) throws UnknownHostException {
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        assertEquals("tiers", host);
        return addresses.stream().map(ReplicasTest::address).toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long in() {
        return directory.replicas().stream().filter(ReplicaState::isIn).count();
    }

    private TierEvent ask(String prompt, String... failed) throws Exception {
        return askWith("", prompt, failed);
    }

    private TierEvent askWith(String adapter, String prompt, String... failed) throws Exception {
        CompletableFuture<TierEvent> end = new CompletableFuture<>();
        directory.start(
                new TierRequest(
                        "id",
                        "v1",
                        List.of(Message.user(prompt)),
                        new AnswerSpec(
                                9,
                                0,
                                new AnswerSpec.Sampling(0, 1, 0, 0, 1, 0, 0, 0),
                                List.of(),
                                false,
                                0,
                                AnswerSpec.Shape.CHAT),
                        Draft.NONE,
                        "tenant",
                        "",
                        Set.of(failed),
                        Duration.ofSeconds(20),
                        adapter),
                end::complete);
        return end.get(20, TimeUnit.SECONDS);
    }

    private String label(One one) {
        return (one == first ? "127.0.0.1:" : "127.0.0.2:") + first.server.getPort();
    }

    @Test
    void start_onePrompt_staysAtOneReplicaAndManySpread() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(TierEvent.Finished.class, ask("the same"));
        }
        assertEquals(10, Math.max(first.calls.get(), second.calls.get()));
        for (int i = 0; i < 60; i++) {
            assertInstanceOf(TierEvent.Finished.class, ask("prompt " + i));
        }

        assertTrue(Math.min(first.calls.get(), second.calls.get()) > 10);
        assertEquals(0, directory.attempts());
    }

    @Test
    void start_replicaReportsLoad_isLeftToTheOther() throws Exception {
        first.queued = 30;
        await("its load to be known", () -> directory.state("v1").queued() == 30);
        for (int i = 0; i < 20; i++) {
            ask("prompt " + i);
        }

        assertEquals(0, first.calls.get());
        assertEquals(new TierHealth.Up(30, 100), directory.state("v1").health());
    }

    @Test
    void start_replicaFails_opensItsBreakerAlone() throws Exception {
        first.fails = true;
        for (int i = 0; i < 100 && first.calls.get() < 5; i++) {
            ask("prompt " + i);
        }
        int before = first.calls.get();
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(TierEvent.Finished.class, ask("more " + i));
        }

        assertEquals(5, before);
        assertEquals(before, first.calls.get());
        assertTrue(directory.isUp("v1"));
        assertEquals(0, directory.breakerGauge("v1"));
        assertEquals(2, gauge(first));
        assertEquals(0, gauge(second));
    }

    /** What a client can bring about by what it asks for must not shut others out. */
    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, INVALID_REQUEST, INVALID",
        "OUT_OF_RANGE, CONTEXT_EXCEEDED, CONTEXT_EXCEEDED",
        "UNIMPLEMENTED, UNSUPPORTED, UNSUPPORTED",
        "NOT_FOUND, UNKNOWN_ADAPTER, UNKNOWN_ADAPTER",
        "DEADLINE_EXCEEDED, DEADLINE, DEADLINE"
    })
    void start_requestsAreRefused_opensNoBreaker(
            Status.Code code, String reason, TierEvent.Kind kind) throws Exception {
        for (One one : List.of(first, second)) {
            one.fails = true;
            one.refusal = GrpcError.of(code, reason, "of the test").toException();
        }

        for (int i = 0; i < 30; i++) {
            var failed = assertInstanceOf(TierEvent.Failed.class, ask("prompt " + i));
            assertEquals(kind, failed.kind());
        }

        assertEquals(0, gauge(first));
        assertEquals(0, gauge(second));
    }

    @Test
    void start_tierHasNoSuchMethod_countsAgainstIt() throws Exception {
        first.fails = true;
        second.fails = true;
        first.refusal = Status.UNIMPLEMENTED.asRuntimeException();
        second.refusal = first.refusal;

        var failed = assertInstanceOf(TierEvent.Failed.class, ask("prompt"));

        assertEquals(TierEvent.Kind.BROKEN, failed.kind());
    }

    private int gauge(One one) {
        return directory.replicas().stream()
                .filter(replica -> replica.replica().equals(label(one)))
                .findFirst()
                .orElseThrow()
                .breakerGauge();
    }

    @Test
    void start_afterAFailure_asksTheOther() throws Exception {
        for (int i = 0; i < 20; i++) {
            ask("prompt " + i, label(first));
        }

        assertEquals(0, first.calls.get());
        assertTrue(directory.tryAgain("v1", Set.of(label(first))));
    }

    @Test
    void start_withAnAdapter_asksTheReplicaThatToldOfItFirst() throws Exception {
        second.adapters = List.of("legal", "brief");
        await("it to be known", () -> directory.state("v1").adapters().size() == 2);
        for (int i = 0; i < 20; i++) {
            askWith("legal", "prompt " + i);
        }
        assertEquals(List.of("brief", "legal"), directory.state("v1").adapters());
        assertEquals(0, first.calls.get());

        // One that nobody told of may have been loaded a moment ago, anywhere; and one that failed
        // is not asked again while there is another.
        for (int i = 0; i < 60; i++) {
            askWith("unheard", "prompt " + i);
        }
        assertTrue(first.calls.get() > 10);
        int before = second.calls.get();
        askWith("legal", "once more", label(second));
        assertEquals(before, second.calls.get());
    }

    @Test
    void resolve_addressGoesAndComes_isCalledAccordingly() throws Exception {
        addresses = List.of("127.0.0.2");
        await("the first to be gone", () -> directory.replicas().size() == 1);
        for (int i = 0; i < 20; i++) {
            ask("prompt " + i);
        }
        assertEquals(0, first.calls.get());
        assertEquals(20, second.calls.get());
        assertTrue(!directory.tryAgain("v1", Set.of(label(second))));

        addresses = List.of();
        await("the name to be asked for", () -> directory.isUp("v1"));
        assertInstanceOf(TierEvent.Finished.class, ask("still there"));
        addresses = List.of("127.0.0.1", "127.0.0.2");

        await("both to be up", () -> in() == 2);
    }

    @Test
    void gather_replicasRunDifferentModels_callsOneModelOnly() throws Exception {
        second.model = "newer";
        await(
                "it to be known",
                () ->
                        directory.replicas().size() == 2
                                && directory.state("v1").health().equals(new TierHealth.Up(0, 50)));
        for (int i = 0; i < 20; i++) {
            ask("prompt " + i);
        }
        assertEquals(20, first.calls.get());
        assertEquals("same", directory.models().get("v1").sha256());
        long version = directory.modelsVersion();

        first.server.shutdownNow();

        await("the newer one", () -> directory.models().get("v1").sha256().equals("newer"));
        assertTrue(directory.modelsVersion() > version);
        assertInstanceOf(TierEvent.Finished.class, ask("of the newer one"));
    }

    @Test
    void targets_setting_isSeveralAddressesOrAnError() {
        assertEquals(List.of("a:1", "[::1]:2"), ReplicaAddress.targets("v1", "a:1, [::1]:2"));
        for (String wrong : List.of("", "a", "a:1,", ":1", "a:99999", "a:b")) {
            var failure =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ReplicaAddress.targets("v1", wrong));
            assertTrue(failure.getMessage().contains("strata.tiers.v1.endpoint"), wrong);
        }
    }

    @Test
    void health_nameIsNotFound_saysSo() throws Exception {
        addresses = List.of();
        try (TierDirectory lost = directory("nowhere:9")) {
            var _ = lost.firstLook().toCompletableFuture().get(20, TimeUnit.SECONDS);

            var down = assertInstanceOf(TierHealth.Down.class, lost.health().get("v1"));
            assertEquals("its address 'nowhere:9' is not found", down.why());
        }
    }
}
