package dev.strata.cli.bench;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.engine.Rounds;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.Measurements;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.models.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the engine, beside llama.cpp where that is at hand. */
@Command(
        name = "engine",
        description = "Measures loading, prompts of 512 tokens, one answer and several at once.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
    @Mixin private EngineChoice choice;

    @Mixin private Rounds rounds;

    @Spec private CommandSpec spec;

    @Option(
            names = {"--vs", "--llama-bench"},
            paramLabel = "PROGRAM|URL",
            description =
                    "llama.cpp's llama-bench, with llama-batched-bench beside it, measured by turns"
                            + " with the engine. With --poisson: llama-server, or the URL of one that"
                            + " serves the same model with 16 slots.")
    private @Nullable String peer;

    @Option(
            names = "--figures",
            paramLabel = "FIGURE",
            split = ",",
            description = "Which to measure, e.g. decode1_exact,prefill_fast (default: all).")
    private @Nullable List<String> figures;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Windows of 256 tokens that tell what a precision loses beside 32-bit numbers,"
                            + " which take 4 bytes a weight on disk and in memory; 0 for none (default:"
                            + " ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--poisson",
            description =
                    "Measures each model's server instead: times of tokens at 70% of its own most"
                            + " (prompts of 128 to 384 tokens, answers of 96, random times), and what"
                            + " it adds to the bare computation of 8 answers; with --vs, both servers at"
                            + " 70% of llama-server's most.")
    private boolean poisson;

    @Option(
            names = "--precision",
            defaultValue = "exact",
            description =
                    "What the server of --poisson may load: exact, balanced or fast (default:"
                            + " ${DEFAULT-VALUE}).")
    private Precision precision = Precision.EXACT;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "100",
            description = "Requests with --poisson (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--watts",
            paramLabel = "W",
            defaultValue = "0",
            description =
                    "What the processor draws while it computes, as a meter says: estimates the energy"
                            + " of a token.")
    private double watts;

    @Override
    public Integer call() throws IOException {
        if (!(watts >= 0 && watts < 1e5)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--watts is out of range: expected 0 to 100000, got %s; correct it"
                            .formatted(watts));
        }
        if (poisson) {
            return underLoad();
        }
        if (windows != 0 && windows < EngineCase.MOST_ANSWERS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--windows is out of range: expected 0, or %d and more, got %d; correct it"
                            .formatted(EngineCase.MOST_ANSWERS, windows));
        }
        List<EngineCase> cases =
                figures == null
                        ? Arrays.asList(EngineCase.values())
                        : figures.stream().map(EngineCase::of).toList();
        Optional<LlamaBench> llama = Optional.ofNullable(peer).map(Path::of).map(LlamaBench::new);
        String text = Files.readString(Checkout.ofEnvironment().built("docs/architecture.md"));
        EngineMeasurement measurement =
                new EngineMeasurement(cases, rounds.count(), llama, text, windows, choice.err());
        Map<String, EngineFigures> measured = choice.each(measurement::of);
        measurements(measured).write(Home.ofEnvironment());
        choice.print(report(measured, llama));
        return 0;
    }

    private int underLoad() {
        if (requests < 8 || figures != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--poisson cannot be measured so: expected at least 8 --requests and no --figures, got %d requests; correct them"
                            .formatted(requests));
        }
        if (peer != null) {
            return besideLlamaServer(peer);
        }
        PoissonMeasurement measurement =
                new PoissonMeasurement(requests, rounds.count(), choice.err());
        Map<String, PoissonFigures> measured =
                choice.each((engine, model) -> measurement.of(engine, served(model)));
        Table table = Table.of("model", "figure", "measured", "wanted");
        Map<String, Object> objects = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (var entry : measured.entrySet()) {
            for (Object[] row : entry.getValue().rows(entry.getKey())) {
                table = table.with(row);
            }
            objects.put(entry.getKey(), entry.getValue().json());
            notes.add(entry.getValue().words(entry.getKey()));
        }
        notes.add(
                "Prompts of %d to %d tokens, answers of %d, greedy, end of text ignored, over gRPC on this machine; time per token: from the first to the last, each request's own."
                        .formatted(
                                PoissonLoad.SHORTEST_PROMPT,
                                PoissonLoad.LONGEST_PROMPT,
                                PoissonLoad.ANSWER_TOKENS));
        choice.print(
                new Report(
                        "Servers under load, %s, %d threads"
                                .formatted(words(precision), choice.threads()),
                        List.of(table),
                        notes,
                        objects));
        return 0;
    }

    private static String words(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private ModelConfig served(ModelConfig model) {
        return model.withPrecision(precision, Long.MAX_VALUE);
    }

    private int besideLlamaServer(String llamaServer) {
        PeerLoadMeasurement measurement =
                new PeerLoadMeasurement(llamaServer, requests, choice.err());
        Map<String, PeerLoadFigures> measured =
                choice.each((engine, model) -> measurement.of(engine, served(model)));
        Table table = Table.of("model", "figure", "tier", "llama-server", "ratio", "wanted");
        Map<String, Object> objects = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (var entry : measured.entrySet()) {
            for (Object[] row : entry.getValue().rows(entry.getKey())) {
                table = table.with(row);
            }
            objects.put(entry.getKey(), entry.getValue().json());
            notes.add(entry.getValue().words(entry.getKey()));
        }
        notes.add(
                "The same prompts of %d to %d tokens at the same random times, by turns; answers of %d, greedy, end of text ignored, nothing cached. llama-server: %s."
                        .formatted(
                                PoissonLoad.SHORTEST_PROMPT,
                                PoissonLoad.LONGEST_PROMPT,
                                PoissonLoad.ANSWER_TOKENS,
                                new LlamaBench(Path.of(llamaServer)).build()));
        choice.print(
                new Report(
                        "Servers at 70%% of llama-server's most, %s, %d threads"
                                .formatted(words(precision), choice.threads()),
                        List.of(table),
                        notes,
                        objects));
        return 0;
    }

    /** The figures that {@code ./strata advise} rests on. */
    private Measurements measurements(Map<String, EngineFigures> figures) {
        Map<String, Measurements.Tier> tiers = new LinkedHashMap<>();
        figures.forEach((name, of) -> {
            EngineFigures.Rounds prefill = of.speeds().get(EngineCase.PREFILL_EXACT);
            EngineFigures.Rounds decode = of.speeds().get(EngineCase.DECODE1_EXACT);
            if (prefill != null && decode != null) {
                String sha256 = Catalogue.bundled().require(name).sha256();
                tiers.put(
                        name,
                        new Measurements.Tier(
                                sha256, prefill.own(), decode.own(), of.grownBytes()));
            }
        });
        return new Measurements(
                "./strata bench engine on this machine, %d threads, %d rounds, %s"
                        .formatted(
                                choice.threads(),
                                rounds.count(),
                                Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                tiers);
    }

    private Report report(Map<String, EngineFigures> figures, Optional<LlamaBench> peer) {
        Table loading = Table.of("model", "load", "wanted", "grew by");
        Table energy = Table.of("model", "figure", "joules a token");
        Table speeds =
                Table.of(
                        "model",
                        "figure",
                        "computed",
                        "tokens/s",
                        "llama.cpp",
                        "ratio",
                        "wanted",
                        "mean KL",
                        "top-1");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (var entry : figures.entrySet()) {
            EngineFigures of = entry.getValue();
            loading = loading.with(of.loading(entry.getKey()));
            for (Object[] row : of.rows(entry.getKey())) {
                speeds = speeds.with(row);
            }
            Map<String, Object> object = of.json();
            if (watts > 0) {
                for (var each : of.joules(watts).entrySet()) {
                    energy =
                            energy.with(
                                    entry.getKey(),
                                    each.getKey(),
                                    "%.3f".formatted(each.getValue()));
                    object.put(each.getKey() + "_joules_per_token", each.getValue());
                }
            }
            objects.put(entry.getKey(), object);
        }
        return new Report(
                "Engine, tokens per second, %d threads".formatted(choice.threads()),
                watts > 0 ? List.of(loading, speeds, energy) : List.of(loading, speeds),
                notes(peer),
                objects);
    }

    private List<String> notes(Optional<LlamaBench> peer) {
        List<String> notes = new ArrayList<>();
        peer.ifPresent(llama -> notes.add("llama.cpp: " + llama.build() + "."));
        notes.add(
                "Medians of %d rounds, llama.cpp's by turns with the engine's; ratios are medians of the pairs, with their middle half."
                        .formatted(rounds.count()));
        notes.add(
                "load: from a finished import to a model that takes requests, with one graph; what processes hold, ./strata bench memory tells.");
        notes.add(
                "prefill: a prompt of %d tokens; decode: answers around a context of 128, end of text ignored, 1, 4, 8 or 16 at once, all tokens together."
                        .formatted(EngineCase.PREFILL_TOKENS));
        notes.add(
                "computed: the precision that was loaded, exact where a second graph does not pay on this machine; mean KL (nats) and same top-1 against the file's own numbers in 32 bits, after %d windows of a text; of decode, of every token of 8 or 16 answers at once to them, prompts included."
                        .formatted(windows));
        notes.add(
                "The engine's decode is what a request gets: scheduling, choice, log-probability, entropy and text of every token are in it; llama.cpp's programs only compute. All warm up first.");
        return notes;
    }
}
