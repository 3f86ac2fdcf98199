package dev.strata.cli.bench;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.engine.Rounds;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.Measurements;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.models.Catalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the engine, beside llama.cpp where that is at hand. */
@Command(
        name = "engine",
        description = "Measures loading, prompts of 512 tokens and single answers.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
    private static final long WARM_UP_NANOS = 5_000_000_000L;

    @Mixin private EngineChoice choice;

    @Mixin private Rounds rounds;

    @Option(
            names = "--llama-bench",
            paramLabel = "PROGRAM",
            description = "llama.cpp's llama-bench, measured by turns with the engine.")
    private @Nullable Path llamaBench;

    @Override
    public Integer call() {
        Map<String, EngineFigures> figures = choice.each(this::measure);
        measurements(figures).write(Home.ofEnvironment());
        choice.print(report(figures));
        return 0;
    }

    /** The figures that {@code ./strata advise} rests on. */
    private Measurements measurements(Map<String, EngineFigures> figures) {
        Map<String, Measurements.Tier> tiers = new LinkedHashMap<>();
        figures.forEach((name, of) -> {
            Speed own = Speed.median(of.engine());
            String sha256 = Catalogue.bundled().require(name).sha256();
            tiers.put(
                    name,
                    new Measurements.Tier(sha256, own.prefill(), own.decode(), of.residentBytes()));
        });
        return new Measurements(
                "./strata bench engine on this machine, %d threads, %d rounds, %s"
                        .formatted(
                                choice.threads(),
                                rounds.count(),
                                Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                tiers);
    }

    private EngineFigures measure(Engine engine, ModelConfig config) {
        PrintWriter err = choice.err();
        err.printf("%s: importing and loading%n", config.name());
        var _ = ModelImporter.importModel(config.gguf(), config.cacheRoot(), _ -> {});
        long before = residentBytes();
        long start = System.nanoTime();
        try (LanguageModel model = engine.open(config, _ -> {})) {
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            Optional<LlamaBench> peer = Optional.ofNullable(llamaBench).map(LlamaBench::new);
            EngineTrial trial = new EngineTrial(model);
            trial.warmUp(WARM_UP_NANOS);
            List<Speed> own = new ArrayList<>();
            List<Speed> others = new ArrayList<>();
            for (int round = 1; round <= rounds.count(); round++) {
                err.printf("%s: round %d of %d%n", config.name(), round, rounds.count());
                own.add(trial.run());
                peer.ifPresent(llama -> others.add(llama.run(config.gguf(), config.threads())));
            }
            return new EngineFigures(loadSeconds, residentBytes() - before, own, others);
        }
    }

    private static long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Report report(Map<String, EngineFigures> figures) {
        Table table =
                Table.of(
                        "model",
                        "load",
                        "resident",
                        "prefill",
                        "decode",
                        "llama prefill",
                        "llama decode",
                        "prefill ratio",
                        "decode ratio");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (var entry : figures.entrySet()) {
            table = table.with(entry.getValue().cells(entry.getKey()));
            objects.put(entry.getKey(), entry.getValue().json());
        }
        return new Report(
                "Engine, tokens per second, %d threads".formatted(choice.threads()),
                List.of(table),
                List.of(
                        "Medians of %d rounds, llama.cpp's by turns with the engine's; ratios are medians of the pairs, with their middle half."
                                .formatted(rounds.count()),
                        "prefill: a prompt of %d tokens; decode: one answer of %d tokens around a context of 128, end of text ignored."
                                .formatted(Speed.PREFILL_TOKENS, Speed.DECODE_TOKENS),
                        "The engine's decode is what a request gets: scheduling, choice, log-probability, entropy and text of every token are in it; llama-bench only computes. Both warm up first."),
                objects);
    }
}
