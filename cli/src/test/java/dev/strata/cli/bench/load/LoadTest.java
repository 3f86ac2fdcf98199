package dev.strata.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.strata.cli.bench.wire.ReadyServer;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Skips loudly; in CI a program that is missing is a failure. */
    private static void need(String program) {
        if (Program.isInstalled(program)) {
            return;
        }
        String message =
                "tool '%s' is missing: expected it on PATH; install it or run ./strata test, which tries to"
                        .formatted(program);
        assertFalse("true".equals(System.getenv("CI")), message);
        System.err.println("SKIPPED: " + message);
        assumeTrue(false, message);
    }

    @Test
    void post_aServer_sendsTheBodyAndCounts() throws Exception {
        need("wrk");
        String body = "{\"a\": \"line\\n\"}";
        AtomicReference<String> seen = new AtomicReference<>("");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String sent =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    seen.set(
                            exchange.getRequestMethod()
                                    + exchange.getRequestHeaders().getFirst("x-one")
                                    + sent);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";

            Answers answers = Wrk.post(url, Map.of("x-one", "1"), body, 2, SHORT);

            assertEquals("POST1" + body, seen.get());
            assertTrue(answers.count() > 0 && answers.perSecond() > 0, answers.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void call_aServer_countsItsAnswers() throws Exception {
        need("h2load");
        GenerateChunk chunk = GenerateChunk.newBuilder().setText("one").build();
        try (ReadyServer server = new ReadyServer(List.of(chunk), List.of(chunk, chunk))) {
            Answers answers =
                    H2load.call(
                            server.port(),
                            "strata.tier.v1.Tier/Generate",
                            GenerateRequest.newBuilder().setPrompt("hello").build(),
                            2,
                            8,
                            SHORT);

            assertTrue(answers.count() > 0 && answers.perSecond() > 0, answers.toString());
        }
    }

    @Test
    void read_wrkSaysThatSomeFailed_isRefused() {
        String said =
                """
                  120 requests in 1.00s, 60.13KB read
                  Non-2xx or 3xx responses: 3
                Requests/sec:    119.80
                """;

        var refused = assertThrows(IllegalStateException.class, () -> Wrk.read(said));

        assertTrue(refused.getMessage().contains("'Non-2xx or 3xx responses: 3'"));
        assertEquals(
                new Answers(120, 119.8),
                Wrk.read(said.replace("  Non-2xx or 3xx responses: 3\n", "")));
    }

    @Test
    void read_h2loadSaysThatSomeFailed_isRefused() {
        String said =
                """
                finished in 1.00s, 4120.00 req/s, 3.4MB/s
                requests: 4120 total, 4184 started, 4120 done, 4120 succeeded, %d failed, 0 errored, 0 timeout
                """;

        assertEquals(new Answers(4120, 4120), H2load.read(said.formatted(0)));
        assertThrows(IllegalStateException.class, () -> H2load.read(said.formatted(2)));
        assertThrows(IllegalStateException.class, () -> H2load.read("connect refused"));
    }
}
