package dev.strata.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same measurements by llama.cpp's own {@code llama-bench}, and for answers at once by {@code
 * llama-batched-bench}, which lies beside it.
 *
 * @param program the executable of the former
 */
record LlamaBench(Path program) {
    private static final String CACHE = "CMakeCache.txt";

    /** Measures once, on the same file, threads, prompt and context as {@link EngineTrial}. */
    double run(EngineCase what, Path gguf, int threads) {
        return switch (what.answers()) {
            case 0 -> alone(gguf, threads, EngineCase.PREFILL_TOKENS, 0, 0);
            case 1 -> alone(gguf, threads, 0, EngineCase.DECODE_TOKENS, EngineCase.CONTEXT_BEFORE);
            default -> together(gguf, threads, what.answers());
        };
    }

    private double alone(Path gguf, int threads, int prompt, int answer, int depth) {
        List<String> command = command(program, gguf, threads);
        command.addAll(numbers("--n-prompt", prompt, "--n-gen", answer, "--n-depth", depth));
        command.addAll(List.of("--repetitions", "1", "--output", "json"));
        return speed(output(command), "/0/avg_ts");
    }

    private double together(Path gguf, int threads, int answers) {
        int tokens = EngineCase.CONTEXT_BEFORE + EngineCase.DECODE_TOKENS;
        List<String> command =
                command(program.resolveSibling("llama-batched-bench"), gguf, threads);
        command.addAll(
                numbers(
                        "--threads-batch",
                        threads,
                        "--ctx-size",
                        answers * 2 * tokens,
                        "-npp",
                        EngineCase.CONTEXT_BEFORE,
                        "-ntg",
                        EngineCase.DECODE_TOKENS,
                        "-npl",
                        answers));
        command.addAll(List.of("--output-format", "jsonl"));
        return speed(output(command), "/speed_tg");
    }

    private static List<String> command(Path program, Path gguf, int threads) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--model"));
        command.add(gguf.toString());
        command.addAll(numbers("--threads", threads));
        return command;
    }

    private static List<String> numbers(Object... words) {
        return Stream.of(words).map(Object::toString).toList();
    }

    /** How the program was built, as far as the folder of its build says. */
    String build() {
        Path bin = program.toAbsolutePath().getParent();
        Path cache = bin == null ? program : bin.resolveSibling(CACHE);
        if (!Files.isReadable(cache)) {
            return "built with flags that its folder does not tell";
        }
        try (Stream<String> lines = Files.lines(cache)) {
            List<String> on =
                    lines.filter(line -> line.startsWith("GGML_") && line.endsWith(":BOOL=ON"))
                            .map(line -> line.substring("GGML_".length(), line.indexOf(':')))
                            .filter(flag -> flag.matches("NATIVE|AVX.*|AMX.*|FMA|F16C|BMI2|SSE.*"))
                            .toList();
            boolean amx = on.stream().anyMatch(flag -> flag.matches("NATIVE|AMX.*"));
            return "built with " + String.join(", ", on) + (amx ? "" : ", no AMX");
        } catch (IOException e) {
            return "built with flags that cannot be read (%s)".formatted(e.getMessage());
        }
    }

    static double speed(String json, String field) {
        try {
            JsonNode speed = new ObjectMapper().readTree(json).at(field);
            if (speed.isNumber()) {
                return speed.asDouble();
            }
        } catch (IOException _) {
            // told below
        }
        throw new IllegalStateException(
                "llama-bench said something else: expected JSON with %s, got '%s'; try another release"
                        .formatted(field, json.strip()));
    }

    private static String output(List<String> command) {
        String program = command.getFirst();
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
