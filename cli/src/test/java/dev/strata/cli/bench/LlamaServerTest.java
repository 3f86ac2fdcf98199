package dev.strata.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strata.engine.ModelConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaServerTest {
    @TempDir Path folder;
    private HttpServer server;
    private volatile int status = 200;
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> answer(exchange, "{}"));
        server.createContext(
                "/completion",
                exchange -> {
                    asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    answer(
                            exchange,
                            """
                            data: {"content": " a", "tokens": [7], "stop": false}

                            data: {"content": " b", "tokens": [8, 9], "stop": false}

                            data: {"content": "", "tokens": [], "stop": true}

                            """);
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(text.getBytes(UTF_8));
        }
    }

    @Test
    void ask_ofARunningServer_notesEveryToken() throws Exception {
        try (LlamaServer llama = LlamaServer.of(url(), config(), 8)) {
            Heard heard = llama.ask("hello", 5).join();

            assertEquals(3, heard.tokenNanos().size());
            assertTrue(heard.firstNanos() > 0);
            JsonNode body = new ObjectMapper().readTree(asked);
            assertEquals(5, body.path("n_predict").asInt());
            assertTrue(body.path("ignore_eos").asBoolean());
        }
    }

    @Test
    void ask_ofAServerThatRefuses_fails() throws Exception {
        try (LlamaServer llama = LlamaServer.of(url(), config(), 8)) {
            status = 500;

            var answer = llama.ask("hello", 5);

            assertThrows(CompletionException.class, answer::join);
        }
    }

    @Test
    void of_whatDoesNotGetReady_namesIt() throws Exception {
        Path program = folder.resolve("llama-server");
        Files.writeString(program, "#!/bin/sh\nexit 3\n");
        assertTrue(program.toFile().setExecutable(true));

        for (String name : List.of(program.toString(), "http://127.0.0.1:1")) {
            var error =
                    assertThrows(
                            IllegalStateException.class,
                            () -> LlamaServer.of(name, config(), 8).close());

            assertTrue(error.getMessage().contains("'" + name + "' does not get ready"), name);
        }
    }

    @Test
    void rows_ofBothServers_markWhatIsNotBeaten() {
        LoadTimes own = times(10, 30);
        LoadTimes llama = times(20, 25);
        PeerLoadFigures figures = new PeerLoadFigures(10, 7, own, llama);

        Map<String, Object> json = figures.json();

        assertEquals(.5, (double) json.get("first_token_p50_ratio"), 1e-9);
        assertEquals(1.2, (double) json.get("first_token_p99_ratio"), 1e-9);
        assertEquals(1, json.get("llama_poisson_failed"));
        assertEquals("under 1", figures.rows("v1").get(2)[5]);
        assertEquals("under 1 (missed)", figures.rows("v1").get(3)[5]);
        assertTrue(figures.words("v1").contains("asked 3 times, 7.00 a second"));
    }

    private static LoadTimes times(long first, long second) {
        return new LoadTimes(List.of(heard(first * 1_000_000), heard(second * 1_000_000)), 3);
    }

    private static Heard heard(long first) {
        return new Heard(0, List.of(first, first + 5_000_000));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private ModelConfig config() {
        return ModelConfig.of("v1", folder.resolve("x.gguf"), folder, 1);
    }
}
