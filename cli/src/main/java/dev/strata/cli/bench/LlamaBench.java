package dev.strata.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The same measurement by llama.cpp's own {@code llama-bench}.
 *
 * @param program the executable
 */
record LlamaBench(Path program) {

    /** Measures once, on the same file, threads, prompt and context as {@link EngineTrial}. */
    Speed run(Path gguf, int threads) {
        return new Speed(
                perSecond(gguf, threads, Speed.PREFILL_TOKENS, 0, 0),
                perSecond(gguf, threads, 0, Speed.DECODE_TOKENS, Speed.CONTEXT_BEFORE));
    }

    private double perSecond(Path gguf, int threads, int prompt, int answer, int depth) {
        return speed(
                output(
                        List.of(
                                program.toString(),
                                "--model",
                                gguf.toString(),
                                "--threads",
                                String.valueOf(threads),
                                "--n-prompt",
                                String.valueOf(prompt),
                                "--n-gen",
                                String.valueOf(answer),
                                "--n-depth",
                                String.valueOf(depth),
                                "--repetitions",
                                "1",
                                "--output",
                                "json")));
    }

    static double speed(String json) {
        try {
            JsonNode speed = new ObjectMapper().readTree(json).path(0).path("avg_ts");
            if (speed.isNumber()) {
                return speed.asDouble();
            }
        } catch (IOException _) {
            // told below
        }
        throw new IllegalStateException(
                "llama-bench said something else: expected JSON with avg_ts, got '%s'; try another release"
                        .formatted(json.strip()));
    }

    private String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "llama-bench '%s' failed: expected exit status 0, got %d; run it by hand to see why"
                                .formatted(program, code));
            }
            return text;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "llama-bench '%s' cannot be started: expected an executable, got %s; correct --llama-bench"
                            .formatted(program, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("llama-bench was interrupted", e);
        }
    }
}
