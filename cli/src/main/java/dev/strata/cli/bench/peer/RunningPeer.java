package dev.strata.cli.bench.peer;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer that runs in front of an upstream on this machine, until it is closed. */
public final class RunningPeer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int LAST_CHARACTERS = 600;

    private final Peer peer;
    private final Process process;
    private final Path work;
    private final int port;
    private final int upstream;
    private final Thread atExit;

    private RunningPeer(Peer peer, Process process, Path work, int port, int upstream) {
        this.peer = peer;
        this.process = process;
        this.work = work;
        this.port = port;
        this.upstream = upstream;
        this.atExit = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Installs {@code peer} where its version is missing, and starts it.
     *
     * @param tools folder of the programs that benches install
     * @param body of a request that it must answer with 200 before this returns
     * @throws IllegalStateException where it cannot be installed or does not answer
     */
    public static RunningPeer start(Peer peer, Path tools, int upstream, String path, String body)
            throws IOException, InterruptedException {
        Path folder = tools.resolve(peer.word());
        Path work = Files.createTempDirectory("strata-bench-" + peer.word());
        install(peer, folder, work.resolve("install.log"));
        int port = freePort();
        Peer.Launch launch = peer.launch(folder, work, port, upstream);
        Files.writeString(work.resolve(Peer.Launch.CONFIGURATION), launch.configuration());
        ProcessBuilder builder = new ProcessBuilder(launch.command());
        builder.environment().putAll(launch.environment());
        builder.redirectErrorStream(true).redirectOutput(log(work).toFile());
        RunningPeer running = new RunningPeer(peer, builder.start(), work, port, upstream);
        running.awaitAnswer(path, body);
        return running;
    }

    private static void install(Peer peer, Path folder, Path log)
            throws IOException, InterruptedException {
        if (peer.isInstalled(folder)) {
            return;
        }
        System.err.printf("bench: installing %s into %s%n", peer.version(), folder);
        Files.createDirectories(folder);
        for (List<String> command : peer.installs(folder)) {
            if (run(command, log) != 0 || Thread.interrupted()) {
                throw failed(peer, "cannot be installed", "'%s'".formatted(command), log);
            }
        }
        if (!peer.isInstalled(folder)) {
            throw failed(peer, "has another version", peer.version(), log);
        }
    }

    private static int run(List<String> command, Path log)
            throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            Files.writeString(log, e.getMessage());
            return -1; // there is no such program
        }
    }

    private static IllegalStateException failed(Peer peer, String what, String expected, Path log)
            throws IOException {
        String said = Files.exists(log) ? Files.readString(log).strip() : "";
        return new IllegalStateException(
                "peer '%s' %s: expected %s to work, got %s; mend it or leave %s out of --vs"
                        .formatted(
                                peer.word(),
                                what,
                                expected,
                                said.substring(Math.max(0, said.length() - LAST_CHARACTERS)),
                                peer.word()));
    }

    private void awaitAnswer(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(5))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        headers().forEach(request::header);
        long end = System.nanoTime() + START.toNanos();
        // Not asked for HTTP/2: Portkey hands the header on, and its own client refuses it.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (process.isAlive() && System.nanoTime() < end) {
                if (isAnswered(http, request.build())) {
                    return;
                }
                boolean _ = process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        IllegalStateException failure = failed(peer, "does not answer", version(), log(work));
        close();
        throw failure;
    }

    private static boolean isAnswered(HttpClient http, HttpRequest request)
            throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    private String version() {
        return peer.version();
    }

    private static Path log(Path work) {
        return work.resolve("peer.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** What a request must carry, besides its body. */
    public Map<String, String> headers() {
        return peer.headers(upstream);
    }

    /** Processor time that it and its children have used. */
    public double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .flatMap(handle -> handle.info().totalCpuDuration().stream())
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e9;
    }

    @Override
    public void close() throws IOException {
        end();
        boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> paths = Files.walk(work)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void end() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(STOP)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException _) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
