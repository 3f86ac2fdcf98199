package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** One page of a headless Chromium, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Chromium(Process process, URI address) throws Exception {
        this.process = process;
        this.socket =
                http.newWebSocketBuilder()
                        .buildAsync(address, new Listener())
                        .get(30, TimeUnit.SECONDS);
        String target =
                send("", "Target.createTarget", Map.of("url", "about:blank"))
                        .path("targetId")
                        .asText();
        this.session =
                send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .path("sessionId")
                        .asText();
    }

    /** Starts one; where there is no Chromium the test is skipped, and fails in CI. */
    static Chromium start(Path folder) throws Exception {
        Path log = folder.resolve("chromium.log");
        Process process =
                new ProcessBuilder(
                                program().toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--disable-dev-shm-usage",
                                "--user-data-dir=" + folder.resolve("profile"),
                                "--remote-debugging-port=0")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        String[] address = new String[1];
        Mesh.await(
                "Chromium to listen",
                Duration.ofSeconds(60),
                () -> {
                    Matcher found = LISTENING.matcher(read(log));
                    boolean listens = found.find();
                    address[0] = listens ? found.group(1) : "";
                    return listens;
                });
        return new Chromium(process, URI.create(address[0]));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder ->
                        List.of("chromium", "chromium-browser", "google-chrome").stream()
                                .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String message = "chromium is missing: expected Debian's package of it";
                    if ("true".equals(System.getenv("CI"))) {
                        fail(message);
                    }
                    System.err.println("SKIPPED: " + message);
                    throw new TestAbortedException(message);
                });
    }

    /** Opens {@code uri}, sending {@code authorization} with it and all that it asks for. */
    void open(URI uri, String authorization) throws Exception {
        page("Network.enable", Map.of());
        page(
                "Network.setExtraHTTPHeaders",
                Map.of("headers", Map.of("authorization", authorization)));
        page("Page.navigate", Map.of("url", uri.toString()));
        await("document.readyState === 'complete'");
    }

    /** A window of that size, light or dark. */
    void window(int width, int height, boolean dark) throws Exception {
        page(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        page(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    /** The value of a JavaScript expression. */
    JsonNode value(String expression) throws Exception {
        JsonNode result =
                page(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", expression,
                                "returnByValue", true,
                                "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until a JavaScript expression is true. */
    void await(String expression) {
        Mesh.await(
                expression,
                Duration.ofSeconds(60),
                () -> {
                    try {
                        return value(expression).asBoolean();
                    } catch (Exception e) {
                        throw new AssertionError(expression, e);
                    }
                });
    }

    /** Presses a key, as a person does. */
    void press(String key) throws Exception {
        if (key.equals("Enter")) {
            press(key, 13, "\r");
        } else {
            press(key, 0, key);
        }
    }

    /** Goes to the next thing that can be worked. */
    void tab() throws Exception {
        press("Tab", 9, "");
    }

    private void press(String key, int code, String text) throws Exception {
        page(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type", text.isEmpty() ? "rawKeyDown" : "keyDown",
                        "key", key,
                        "code", code == 0 ? "" : key,
                        "windowsVirtualKeyCode", code,
                        "text", text));
        page(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** A PNG of the whole page. */
    byte[] screenshot() throws Exception {
        JsonNode shot =
                page(
                        "Page.captureScreenshot",
                        Map.of("format", "png", "captureBeyondViewport", true));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    private JsonNode page(String method, Map<String, ?> parameters) throws Exception {
        return send(session, method, parameters);
    }

    private JsonNode send(String to, String method, Map<String, ?> parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> message =
                to.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of("id", id, "method", method, "params", parameters, "sessionId", to);
        socket.sendText(JSON.writeValueAsString(message), true).get(30, TimeUnit.SECONDS);
        JsonNode heard = answer.get(60, TimeUnit.SECONDS);
        if (heard.has("error")) {
            throw new AssertionError(method + ": " + heard.path("error"));
        }
        return heard.path("result");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            try {
                JsonNode heard = JSON.readTree(message);
                CompletableFuture<JsonNode> waiting = answers.remove(heard.path("id").asInt());
                if (waiting != null) {
                    waiting.complete(heard);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws Exception {
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(Duration.ofSeconds(10))) {
            process.destroyForcibly();
        }
    }
}
