package dev.strata.cli.bench;

import com.google.protobuf.MessageLite;
import dev.strata.cli.bench.load.Answers;
import dev.strata.cli.bench.load.H2load;
import dev.strata.cli.bench.load.Wrk;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Measures the most that a gateway does in a closed loop, with senders that take little of the
 * machine where they are installed, else with the bench's own.
 *
 * @param length of each loop
 */
record MostTrial(GatewayUnderTest gateway, BenchClients clients, Duration length) {
    /** Requests under way, of every gateway alike. */
    static final int LANES = 64;

    private static final String CHAT = "strata.chat.v1.Chat/";

    /** A loop over one way. */
    private interface Loop {
        Answers run() throws InterruptedException;
    }

    /** Which programs send, in words. */
    static String senders() {
        return "%s (REST) and %s (gRPC)"
                .formatted(
                        Wrk.isInstalled() ? "wrk" : "the bench's own",
                        H2load.isInstalled() ? "h2load" : "the bench's own");
    }

    Most rest() throws InterruptedException, IOException {
        return of(
                () -> post(gateway.httpPort(), Map.of(), BenchClients.body("auto"), clients::rest));
    }

    Most unary() throws InterruptedException, IOException {
        return of(() -> call("Chat", BenchClients.UNARY, clients::grpc));
    }

    Most streams() throws InterruptedException, IOException {
        return of(() -> call("ChatStream", BenchClients.STREAM, clients::grpcStream));
    }

    /**
     * The most answers over REST of whatever listens at {@code port}.
     *
     * @param own the same by the bench's own sender
     */
    Answers post(
            int port,
            Map<String, String> headers,
            String body,
            Supplier<? extends CompletableFuture<?>> own)
            throws InterruptedException {
        String url = "http://127.0.0.1:" + port + BenchClients.PATH;
        return Wrk.isInstalled()
                ? Wrk.post(url, headers, body, LANES, length)
                : ClosedLoop.run(LANES, length, own);
    }

    private Answers call(
            String method, MessageLite message, Supplier<? extends CompletableFuture<?>> own)
            throws InterruptedException {
        return H2load.isInstalled()
                ? H2load.call(
                        gateway.grpcPort(),
                        CHAT + method,
                        message,
                        BenchClients.CHANNELS,
                        LANES,
                        length)
                : ClosedLoop.run(LANES, length, own);
    }

    /**
     * Runs a loop and asks the gateway how its requests ended.
     *
     * @throws IllegalStateException where they did not end as the sender says
     */
    private Most of(Loop loop) throws InterruptedException, IOException {
        GatewayUnderTest.Outcomes before = gateway.outcomes();
        CpuTimes began = gateway.cpuTimes();
        Answers answers = loop.run();
        CpuTimes cpu = gateway.cpuTimes().since(began);
        GatewayUnderTest.Outcomes after = gateway.outcomes();
        double good = after.good() - before.good();
        double bad = after.bad() - before.bad();
        if (bad > 0 || good < answers.count()) {
            throw new IllegalStateException(
                    "gateway says otherwise than its sender: expected %d answers and no failure, got %.0f and %.0f; see its log"
                            .formatted(answers.count(), good, bad));
        }
        return new Most(answers, cpu);
    }
}
