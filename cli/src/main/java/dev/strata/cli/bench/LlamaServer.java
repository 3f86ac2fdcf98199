package dev.strata.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ModelImporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** llama.cpp's server: one that runs already, or a program that runs until this is closed. */
final class LlamaServer implements PoissonLoad.Asker, AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int TOKENS_EACH = 768;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final @Nullable Process process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LlamaServer(URI base, @Nullable Process process) {
        this.base = base;
        this.process = process;
    }

    /**
     * Starts {@code llamaServer} with the model, threads and {@code atOnce} slots; asks it where it
     * is a URL.
     *
     * @throws IllegalStateException where it does not get ready
     */
    static LlamaServer of(String llamaServer, ModelConfig config, int atOnce)
            throws IOException, InterruptedException {
        if (llamaServer.startsWith("http://") || llamaServer.startsWith("https://")) {
            LlamaServer running =
                    new LlamaServer(URI.create(llamaServer.replaceFirst("/+$", "")), null);
            running.awaitReady(llamaServer);
            return running;
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(llamaServer));
        command.addAll(
                List.of(
                        "--model",
                        ModelImporter.file(config.gguf(), config.cacheRoot(), _ -> {}).toString()));
        Map<String, Integer> numbers =
                Map.of(
                        "--threads",
                        config.threads(),
                        "--threads-batch",
                        config.threads(),
                        "--parallel",
                        atOnce,
                        "--ctx-size",
                        atOnce * TOKENS_EACH,
                        "--port",
                        port);
        numbers.forEach((option, number) -> command.addAll(List.of(option, "" + number)));
        command.addAll(List.of("--host", "127.0.0.1"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        LlamaServer server = new LlamaServer(URI.create("http://127.0.0.1:" + port), process);
        try {
            server.awaitReady(llamaServer);
            return server;
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private void awaitReady(String llamaServer) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("/health"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && (process == null || process.isAlive())) {
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // It does not listen yet; one that was named by URL should.
                if (process == null) {
                    break;
                }
            }
            if (process == null) {
                Thread.sleep(100);
            } else if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IllegalStateException(
                "llama-server '%s' does not get ready: expected GET /health to give 200, got none; run it by hand to see why, or correct --vs"
                        .formatted(llamaServer));
    }

    @Override
    public CompletableFuture<Heard> ask(String prompt, int tokens) {
        long sent = System.nanoTime();
        List<Long> times = new ArrayList<>();
        return http.sendAsync(
                        HttpRequest.newBuilder(base.resolve("/completion"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body(prompt, tokens)))
                                .build(),
                        BodyHandlers.fromLineSubscriber(new Tokens(times)))
                .thenApply(response -> heard(response, sent, times));
    }

    private static Heard heard(HttpResponse<Void> response, long sent, List<Long> times) {
        if (response.statusCode() != 200 || times.isEmpty()) {
            throw new IllegalStateException(
                    "answer of llama-server is not usable: expected tokens with status 200, got %d with %d tokens; look at its log"
                            .formatted(response.statusCode(), times.size()));
        }
        return new Heard(sent, times);
    }

    private static String body(String prompt, int tokens) {
        return JSON.createObjectNode()
                .put("prompt", prompt)
                .put("n_predict", tokens)
                .put("stream", true)
                .put("temperature", 0)
                .put("ignore_eos", true)
                .put("cache_prompt", false)
                .toString();
    }

    /** Notes when each event with a token came. */
    private record Tokens(List<Long> times) implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (!line.startsWith("data: {")) {
                return;
            }
            long now = System.nanoTime();
            try {
                JsonNode event = JSON.readTree(line.substring("data: ".length()));
                int count = event.path("stop").asBoolean(false) ? 0 : 1;
                for (int i = 0; i < Math.max(count, event.path("tokens").size()); i++) {
                    times.add(now);
                }
            } catch (IOException e) {
                throw new IllegalStateException("llama-server sent no JSON", e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // The request's own future fails with it.
        }

        @Override
        public void onComplete() {}
    }

    @Override
    public void close() {
        http.shutdownNow();
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
