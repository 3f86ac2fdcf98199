package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A real Redis on a free port of this machine, whose data outlives its process. */
public final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "redis-server";

    private final Path program;
    private final Path folder;
    private final int port;
    private final List<String> more;
    private Process process;

    private RedisServer(Path program, Path folder, int port, List<String> more) {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.more = more;
    }

    /** Starts one; where the program is missing the test is skipped loudly, and fails in CI. */
    public static RedisServer start(Path folder, String... arguments) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RedisServer server =
                    new RedisServer(program(), folder, free.getLocalPort(), List.of(arguments));
            free.close();
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(at -> Path.of(at, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(RedisServer::missing);
    }

    private static Path missing() {
        String message =
                "tool '%s' is missing: expected it on PATH; install it or run ./strata test, which tries to"
                        .formatted(PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            fail(message);
        }
        System.err.println("SKIPPED: " + message);
        throw new TestAbortedException(message);
    }

    /** Starts it again where it was killed. */
    public void start() {
        try {
            Stream<String> own =
                    Stream.of(
                            program.toString(),
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--dir",
                            folder.toString(),
                            "--save",
                            "",
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "always");
            process =
                    new ProcessBuilder(Stream.concat(own, more.stream()).toList())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            awaitOpen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitOpen() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(5_000_000);
            }
        }
        throw new IllegalStateException(
                "redis-server does not listen: " + Files.readString(folder.resolve("log")));
    }

    /** Ends it at once, as a crash does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Halts it: connections stay and nothing answers. */
    void halt() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        var _ =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        kill();
    }
}
