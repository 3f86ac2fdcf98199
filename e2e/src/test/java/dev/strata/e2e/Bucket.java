package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bucket of moto's server, which speaks S3. */
final class Bucket implements AutoCloseable {
    /** What a client of S3 takes its credentials from. */
    static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", "a-key", "AWS_SECRET_ACCESS_KEY", "a-secret");

    private final Process process;
    private final String server;
    private final HttpClient http = HttpClient.newHttpClient();

    private Bucket(Process process, String server) {
        this.process = process;
        this.server = server;
    }

    /** Starts a server with one; where there is none the test is skipped, and fails in CI. */
    static Bucket start(Path folder) throws IOException {
        String program = Tool.ofVariable("STRATA_TEST_MOTO", "moto's S3 server", String::valueOf);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process =
                new ProcessBuilder(program, "-H", "127.0.0.1", "-p", "" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("moto.log").toFile())
                        .start();
        Bucket bucket = new Bucket(process, "http://127.0.0.1:" + port);
        Mesh.await(
                "moto's server",
                Duration.ofSeconds(60),
                () -> bucket.status("PUT", "/strata") == 200);
        return bucket;
    }

    /** As gateway and feed are given it. */
    String address() {
        return server + "/strata";
    }

    /** Takes everything away; the bucket stays. */
    void empty() {
        assertEquals(200, status("POST", "/moto-api/reset"));
        assertEquals(200, status("PUT", "/strata"));
    }

    /** 0 where nobody answers. */
    private int status(String method, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server + path))
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (java.net.ConnectException _) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
