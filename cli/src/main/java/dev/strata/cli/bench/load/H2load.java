package dev.strata.cli.bench.load;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code h2load}, which sends one gRPC request again and again, on one thread. It sees no gRPC
 * status: who uses it asks the server how its calls ended. Stateless.
 */
public final class H2load {
    private static final String NAME = "h2load";
    private static final Pattern RATE = Pattern.compile("finished in .*?, ([\\d.]+) req/s");
    private static final Pattern COUNTS =
            Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored");
    private static final int BEFORE_MESSAGE = 5;

    private H2load() {}

    /** True where it can be run. */
    public static boolean isInstalled() {
        return Program.isInstalled(NAME);
    }

    /**
     * Calls a method with {@code message}.
     *
     * @param method in full, as gRPC names it
     * @param lanes calls under way, over {@code connections} in equal parts
     * @throws IllegalStateException where it cannot be run, or any answer is no 200
     */
    public static Answers call(
            int port,
            String method,
            MessageLite message,
            int connections,
            int lanes,
            Duration length)
            throws InterruptedException {
        try {
            Path body = Files.createTempFile("strata-bench-h2load", ".bin");
            try {
                Files.write(body, framed(message.toByteArray()));
                String said =
                        Program.run(
                                NAME,
                                List.of(
                                        "-t1",
                                        "-c" + connections,
                                        "-m" + lanes / connections,
                                        "-D" + Math.max(1, length.toSeconds()),
                                        "-H",
                                        "content-type: application/grpc",
                                        "-H",
                                        "te: trailers",
                                        "-d",
                                        body.toString(),
                                        "http://127.0.0.1:" + port + "/" + method),
                                length);
                return read(said);
            } finally {
                Files.deleteIfExists(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("h2load's message cannot be written", e);
        }
    }

    /** As gRPC writes a message: not compressed, its length before it. */
    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(BEFORE_MESSAGE + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    static Answers read(String said) {
        double[] counts = Program.numbers(NAME, COUNTS, said);
        if (counts[1] > 0 || counts[2] > 0 || counts[0] < 1) {
            throw new IllegalStateException(
                    "calls failed: expected every one answered with 200, got %.0f answered, %.0f failed and %.0f broken; see the process's log"
                            .formatted(counts[0], counts[1], counts[2]));
        }
        return new Answers((long) counts[0], Program.numbers(NAME, RATE, said)[0]);
    }
}
