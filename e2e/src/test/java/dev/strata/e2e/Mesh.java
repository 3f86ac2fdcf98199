package dev.strata.e2e;

import dev.strata.process.ReadyReport;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A mesh of real processes, started as {@code ./strata run --tiny} starts it. */
final class Mesh implements AutoCloseable {
    static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
    private static final String STATE = "e2e";
    private static final String LOG = "launcher.log";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Pools have them when they are busy; a leak of one a request would be thousands. */
    private static final int SPARE_THREADS = 24;

    private final Path home;
    private final Process launcher;
    private final ManagedChannel channel;
    private final HttpClient http = HttpClient.newHttpClient();

    private Mesh(Path home, Process launcher) {
        this.home = home;
        this.launcher = launcher;
        await("every process to be ready", START_LIMIT, this::allReady);
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", report("gateway").port("grpc"))
                        .usePlaintext()
                        .build();
    }

    static Mesh start(Path home) throws IOException {
        return new Mesh(
                home, launch(home, Map.of(), home.resolve(LOG), "run", "--tiny", "--state", STATE));
    }

    /** One that sends no requests of its own and whose processes have {@code environment} too. */
    static Mesh quiet(Path home, Map<String, String> environment) throws IOException {
        return new Mesh(
                home,
                launch(
                        home,
                        environment,
                        home.resolve(LOG),
                        "run",
                        "--tiny",
                        "--no-demo",
                        "--state",
                        STATE));
    }

    /** Runs a command of the launcher to its end. */
    static CommandRun command(Path home, String... arguments) {
        return command(home, Map.of(), arguments);
    }

    /** The same with more in its environment. */
    static CommandRun command(Path home, Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("STRATA_HOME", home.toString());
        return CommandRun.of(commandLine(arguments), environment);
    }

    /** Starts a command of the launcher that stays; what it says goes to {@code log}. */
    static Process launch(Path home, Path log, String... arguments) throws IOException {
        return launch(home, Map.of(), log, arguments);
    }

    private static Process launch(
            Path home, Map<String, String> environment, Path log, String... arguments)
            throws IOException {
        Files.createDirectories(home);
        ProcessBuilder builder = new ProcessBuilder(commandLine(arguments));
        builder.environment().putAll(environment);
        builder.environment().put("STRATA_HOME", home.toString());
        builder.environment().put("STRATA_ROOT", REPOSITORY.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return builder.start();
    }

    private static List<String> commandLine(String... arguments) {
        Path cli = REPOSITORY.resolve("cli/target");
        String libraries;
        try {
            libraries = Files.readString(cli.resolve("classpath.txt")).trim();
        } catch (IOException e) {
            throw new IllegalStateException("the cli is not built", e);
        }
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                cli.resolve("classes") + ":" + libraries,
                                "dev.strata.cli.Main"),
                        Stream.of(arguments))
                .toList();
    }

    ManagedChannel channel() {
        return channel;
    }

    HttpClient http() {
        return http;
    }

    /** What the gateway answers to {@code GET path}. */
    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(gateway(path)));
    }

    /** An answer of {@code model} that its schema leaves no choice about. */
    HttpResponse<String> answerBySchema(String model, String question, String answer) {
        String body =
                """
                {"model": "%s", "max_tokens": 64, "messages": [{"role": "user", "content": "%s"}],
                 "response_format": {"type": "json_schema",
                                     "json_schema": {"name": "answer", "schema": {"const": "%s"}}}}
                """
                        .formatted(model, question, answer);
        return send(
                HttpRequest.newBuilder(gateway("/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until no request is under way and Kafka has every event that the gateway took. */
    void awaitShipped() {
        await(
                "every captured event to be in Kafka",
                Duration.ofSeconds(60),
                () -> {
                    String metrics = get("/q/metrics").body();
                    return figure(metrics, "strata_in_flight") == 0
                            && figure(metrics, "strata_capture_accepted_total")
                                    == figure(metrics, "strata_capture_sent_total");
                });
    }

    /** The gateway's threads now. */
    double threads() {
        return figure(get("/q/metrics").body(), "jvm_threads_live_threads");
    }

    /** Waits until the gateway has no request under way and about as many threads as before. */
    void awaitNothingLeft(double threadsBefore) {
        await(
                "no request and no thread to be left",
                Duration.ofSeconds(60),
                () -> {
                    String metrics = get("/q/metrics").body();
                    return figure(metrics, "strata_in_flight") == 0
                            && figure(metrics, "jvm_threads_live_threads")
                                    <= threadsBefore + SPARE_THREADS;
                });
    }

    private static double figure(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    URI gateway(String path) {
        return URI.create("http://127.0.0.1:" + report("gateway").port("http") + path);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + report("broker").port("kafka");
    }

    Path home() {
        return home;
    }

    Path state() {
        return home.resolve("state").resolve(STATE);
    }

    Process launcher() {
        return launcher;
    }

    /** What the process called {@code service} reported when it became ready. */
    ReadyReport report(String service) {
        return ReadyReport.read(state().resolve("ready").resolve(service + ".ready"))
                .orElseThrow(() -> new AssertionError("no ready report of " + service));
    }

    ProcessHandle process(String service) {
        return ProcessHandle.of(report(service).pid())
                .orElseThrow(() -> new AssertionError(service + " does not run"));
    }

    private boolean allReady() {
        if (!launcher.isAlive()) {
            throw new AssertionError("the launcher ended:\n" + launcherLog());
        }
        return Files.exists(state().resolve("ready"))
                && Stream.of("broker", "tier-edge", "tier-core", "gateway")
                        .allMatch(service ->
                                Files.exists(state().resolve("ready").resolve(service + ".ready")));
    }

    private String launcherLog() {
        try (Stream<String> lines = Files.lines(home.resolve(LOG))) {
            return lines.collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Polls {@code condition} until it holds; fails when {@code limit} passes first. */
    static void await(String what, Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited %s for %s".formatted(limit, what));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
        launcher.destroy();
        try {
            if (!launcher.waitFor(Duration.ofSeconds(30))) {
                launcher.descendants().forEach(ProcessHandle::destroyForcibly);
                launcher.destroyForcibly();
                throw new AssertionError("the launcher did not end:\n" + launcherLog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
