package dev.strata.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Measures what streams that are open at once cost: first the time to a new one's first token while
 * some are open, then the gateway's memory while many are. Half of them are gRPC, half server-sent
 * events.
 *
 * @param streams open at once where memory is measured
 * @param seconds that first tokens are measured for
 * @param warmUp most seconds that each way is warmed up for
 * @param err where it says what it does
 */
record StreamsTrial(int streams, int seconds, int warmUp, PrintWriter err) {
    /** Open where first tokens are measured. */
    static final int OPEN = 200;

    /** Streams a second of each way, beside those. */
    static final int RATE = 40;

    /** Within the stub's context. */
    private static final int MANY_TOKENS = 4000;

    private static final int OPENING_AT_ONCE = 64;
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final int LEAST_PLACES = 2000;

    StreamFigures measure() throws IOException, InterruptedException {
        Path tenants = Files.createTempFile("strata-bench-tenants", ".yaml");
        try (HoldingTier tier = new HoldingTier()) {
            Files.writeString(tenants, tenants());
            Map<String, String> properties = new LinkedHashMap<>(tier.properties());
            properties.put("strata.tenants.file", tenants.toString());
            properties.put(
                    "strata.admit.in-flight",
                    "" + Math.max(LEAST_PLACES, streams + OPENING_AT_ONCE));
            try (GatewayUnderTest gateway = GatewayUnderTest.start(properties);
                    GrpcStreams grpc = new GrpcStreams(tier.port(), gateway.grpcPort());
                    SseStreams sse = new SseStreams(gateway.httpPort())) {
                return measure(tier, gateway, grpc, sse);
            }
        } finally {
            Files.deleteIfExists(tenants);
        }
    }

    private StreamFigures measure(
            HoldingTier tier, GatewayUnderTest gateway, GrpcStreams grpc, SseStreams sse)
            throws InterruptedException {
        Supplier<CompletableFuture<?>> direct = () -> grpc.direct(1).first();
        Supplier<CompletableFuture<?>> overGrpc = () -> grpc.open(1).first();
        Supplier<CompletableFuture<?>> overHttp = () -> sse.open(1).first();
        say("warming up");
        WarmUp warm = new WarmUp(warmUp);
        warm.run(direct);
        warm.run(overGrpc);
        warm.run(overHttp);
        JavaMemory idle = JavaMemory.of(gateway.pid());
        IntFunction<OpenedStream> one =
                i -> i % 2 == 0 ? grpc.open(MANY_TOKENS) : sse.open(MANY_TOKENS);
        say("first tokens while %d streams are open".formatted(OPEN));
        List<OpenedStream> held = new ArrayList<>();
        open(OPEN, one, held);
        List<Latencies> first =
                new OpenLoop(RATE)
                        .run(Duration.ofSeconds(seconds), List.of(direct, overGrpc, overHttp));
        say("opening %d streams".formatted(streams));
        open(streams, one, held);
        TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
        long open = held.stream().filter(stream -> !stream.ended().isDone()).count();
        JavaMemory full = JavaMemory.of(gateway.pid());
        tier.release();
        return new StreamFigures(streams, (int) open, held.size() - whole(held), first, idle, full);
    }

    /** Says what went wrong with the first that did. */
    private void sayFailure(List<OpenedStream> held) {
        held.stream()
                .filter(stream -> stream.ended().isCompletedExceptionally())
                .findFirst()
                .ifPresent(stream -> say("a stream broke: " + stream.ended().exceptionNow()));
    }

    private void say(String what) {
        err.println(what);
        err.flush();
    }

    /** Opens more until there are {@code count}, some at a time. */
    private static void open(int count, IntFunction<OpenedStream> one, List<OpenedStream> held)
            throws InterruptedException {
        Semaphore opening = new Semaphore(OPENING_AT_ONCE);
        while (held.size() < count) {
            opening.acquire();
            OpenedStream stream = one.apply(held.size());
            held.add(stream);
            var _ = stream.first().whenComplete((_, _) -> opening.release());
        }
        opening.acquire(OPENING_AT_ONCE);
    }

    /** How many ended whole. */
    private static int whole(List<OpenedStream> held) {
        int whole = 0;
        for (OpenedStream stream : held) {
            boolean ended =
                    stream.ended()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .handle((_, failure) -> failure == null)
                            .join();
            whole += ended ? 1 : 0;
        }
        return whole;
    }

    /** The bundled demo tenant is kept to fewer requests at a time. */
    private static String tenants() {
        return """
        version: 1
        tenants:
          - id: demo
            open: true
            keys: []
            tiers: []
            private_only: false
            relies_on_caller: false
            consent: [serve, eval, train]
            domain: ""
            limits:
              requests_per_minute: 0
              tokens_per_minute: 0
              concurrent_requests: 0
              tokens_per_day: 0
              cost_per_month: 0
              budget_fails_open: false
        """;
    }
}
