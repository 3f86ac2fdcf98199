package dev.strata.cli.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code wrk}, which sends one request over HTTP/1.1 again and again, on one thread. Stateless. */
public final class Wrk {
    private static final String NAME = "wrk";
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern FAILURES =
            Pattern.compile("(?:Non-2xx or 3xx responses|Socket errors): .*");

    private Wrk() {}

    /** True where it can be run. */
    public static boolean isInstalled() {
        return Program.isInstalled(NAME);
    }

    /**
     * Posts {@code body} over {@code lanes} connections, each with one request under way.
     *
     * @throws IllegalStateException where it cannot be run, or any answer is not 200
     */
    public static Answers post(
            String url, Map<String, String> headers, String body, int lanes, Duration length)
            throws InterruptedException {
        try {
            Path script = Files.createTempFile("strata-bench-wrk", ".lua");
            try {
                Files.writeString(script, script(headers, body));
                String said =
                        Program.run(
                                NAME,
                                List.of(
                                        "-t1",
                                        "-c" + lanes,
                                        "-d" + Math.max(1, length.toSeconds()) + "s",
                                        "--timeout",
                                        "20s",
                                        "-s",
                                        script.toString(),
                                        url),
                                length);
                return read(said);
            } finally {
                Files.deleteIfExists(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("wrk's script cannot be written", e);
        }
    }

    static String script(Map<String, String> headers, String body) {
        StringBuilder script = new StringBuilder("wrk.method = \"POST\"\n");
        Map<String, String> all = new TreeMap<>(headers);
        all.put("content-type", "application/json");
        all.forEach((name, value) ->
                script.append("wrk.headers[")
                        .append(quoted(name))
                        .append("] = ")
                        .append(quoted(value))
                        .append('\n'));
        return script.append("wrk.body = ").append(quoted(body)).append('\n').toString();
    }

    /** As Lua reads a string. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static Answers read(String said) {
        var failures = FAILURES.matcher(said);
        if (failures.find()) {
            throw new IllegalStateException(
                    "requests failed: expected every one answered with 200, got '%s'; see the process's log"
                            .formatted(failures.group()));
        }
        return new Answers(
                (long) Program.numbers(NAME, COUNT, said)[0], Program.numbers(NAME, RATE, said)[0]);
    }
}
