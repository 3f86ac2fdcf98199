package dev.strata.cli.models;

import dev.strata.cli.engine.PrecisionFigures;
import dev.strata.cli.engine.PrecisionTrial;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.engine.TokenIds;
import dev.strata.engine.importer.Quantisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an 8-bit model file of a wide one, and says what that costs and gains. */
@Command(
        name = "quantize",
        description =
                "Makes a GGUF file with weights of 8 bits of one with 16 or 32, and measures it beside its"
                        + " source, of which nothing is rounded: what it says, and how fast.",
        mixinStandardHelpOptions = true)
final class ModelsQuantizeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A GGUF file of F32, F16 or BF16 weights.")
    private Path source;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write (default: FILE with '-q8_0' in its name).")
    private @Nullable Path output;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "UTF-8 text to take windows of (default: this project's architecture).")
    private @Nullable Path text;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "40",
            description = "Windows of 257 tokens; 0 measures nothing (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one computation (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (windows < 0 || threads < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--windows or --threads is too small: expected at least 0 and 1, got %d and %d; correct them"
                            .formatted(windows, threads));
        }
        Path target = target();
        spec.commandLine().getErr().printf("%s: quantising%n", source);
        Quantisation.write(source, target, _ -> {});
        Measured figures = windows == 0 ? null : measure(target);
        report(target, figures).print(spec.commandLine().getOut(), json);
        return 0;
    }

    private Path target() {
        if (output != null) {
            return output;
        }
        String name = String.valueOf(source.getFileName());
        String stem = name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
        return source.resolveSibling(stem + "-q8_0.gguf");
    }

    /**
     * What was measured.
     *
     * @param source tokens a second of one answer of the source
     * @param made the same of what was made of it
     */
    private record Measured(PrecisionFigures prompts, double source, double made) {}

    /** The source's import is four bytes a weight: what was imported goes with the measurement. */
    private Measured measure(Path target) throws IOException {
        String words =
                Files.readString(
                        text == null
                                ? Checkout.ofEnvironment().built("docs/architecture.md")
                                : text);
        Path work = Files.createTempDirectory(target.toAbsolutePath().getParent(), "quantize");
        try (Engine engine = Engine.start(EngineConfig.under(work))) {
            List<TokenIds> prompts;
            List<PrecisionTrial.Answer> exact;
            double before;
            spec.commandLine().getErr().printf("%s: measuring%n", source);
            try (LanguageModel model =
                    engine.openReference(
                            ModelConfig.of("source", source, work, threads).with(Reuse.NOTHING),
                            _ -> {})) {
                prompts = PrecisionTrial.windows(model.tokenizer().encode(words), windows);
                exact = PrecisionTrial.run(model, prompts);
                before = PrecisionTrial.answerPerSecond(model, prompts.getFirst());
            }
            spec.commandLine().getErr().printf("%s: measuring%n", target);
            try (LanguageModel model =
                    engine.open(
                            ModelConfig.of("quantised", target, work, threads).with(Reuse.NOTHING),
                            _ -> {})) {
                return new Measured(
                        PrecisionFigures.of("int8", exact, PrecisionTrial.run(model, prompts)),
                        before,
                        PrecisionTrial.answerPerSecond(model, prompts.getFirst()));
            }
        } finally {
            remove(work);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private Report report(Path target, @Nullable Measured measured) throws IOException {
        long before = Files.size(source);
        long after = Files.size(target);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", target.toString());
        object.put("source_bytes", before);
        object.put("bytes", after);
        Table file = Table.of("file", "MiB before", "MiB", "windows", "mean KL", "top-1");
        if (measured == null) {
            Table alone = file.with(target, mib(before), mib(after), 0, "-", "-");
            return new Report(
                    "8 bits of '%s'".formatted(source), List.of(alone), List.of(), object);
        }
        PrecisionFigures figures = measured.prompts();
        object.put("windows", figures.windows());
        object.put("kl", figures.kl());
        object.put("top1", figures.top1());
        object.put("source_prefill_tokens_per_second", figures.exactPerSecond());
        object.put("prefill_tokens_per_second", figures.perSecond());
        object.put("prefill_ratio", figures.perSecond() / figures.exactPerSecond());
        object.put("source_decode_tokens_per_second", measured.source());
        object.put("decode_tokens_per_second", measured.made());
        object.put("decode_ratio", measured.made() / measured.source());
        return new Report(
                "8 bits of '%s', %d threads".formatted(source, threads),
                List.of(
                        file.with(
                                target,
                                mib(before),
                                mib(after),
                                figures.windows(),
                                "%.4f".formatted(figures.kl()),
                                "%.1f%%".formatted(100 * figures.top1())),
                        Table.of("tokens a second", "source", "8 bits", "ratio")
                                .with(
                                        speeds(
                                                "prompt of 256",
                                                figures.exactPerSecond(),
                                                figures.perSecond()))
                                .with(speeds("one answer", measured.source(), measured.made()))),
                List.of(
                        "mean KL, in nats, from the source with nothing rounded: of the token after a window, over the 20 most likely and all others as one.",
                        "Speeds are medians; the source computes in 32 bits."),
                object);
    }

    private static Object[] speeds(String what, double before, double after) {
        return new Object[] {
            what,
            "%.0f".formatted(before),
            "%.0f".formatted(after),
            "%.2f".formatted(after / before)
        };
    }

    private static String mib(long bytes) {
        return "%.1f".formatted(bytes / (double) (1 << 20));
    }
}
