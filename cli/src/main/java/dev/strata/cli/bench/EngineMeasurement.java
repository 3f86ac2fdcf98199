package dev.strata.cli.bench;

import dev.strata.cli.engine.AnswersTrial;
import dev.strata.cli.engine.PrecisionFigures;
import dev.strata.cli.engine.PrecisionTrial;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineException;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.TokenIds;
import dev.strata.engine.importer.ModelImporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How one model is measured: each precision is loaded in turn, and its cases are computed by turns
 * with llama.cpp.
 *
 * @param cases what to measure
 * @param rounds of each case
 * @param peer measured in the same rounds
 * @param text whose windows tell what a precision loses
 * @param windows of it
 * @param err where it says what it does
 */
record EngineMeasurement(
        List<EngineCase> cases,
        int rounds,
        Optional<LlamaBench> peer,
        String text,
        int windows,
        PrintWriter err) {
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    EngineMeasurement {
        cases = List.copyOf(cases);
    }

    /**
     * What a precision said to the windows.
     *
     * @param loaded the precision that the model took
     * @param next after each window
     * @param answers many at once
     */
    private record Said(
            String loaded, List<PrecisionTrial.Answer> next, List<AnswersTrial.Answer> answers) {}

    /**
     * Loads the model once for every precision that the cases need, and at last with 32-bit
     * numbers, with which it compares what they said.
     */
    EngineFigures of(Engine engine, ModelConfig config) {
        err.printf("%s: importing and loading%n", config.name());
        ModelImporter.importModel(config.gguf(), config.cacheRoot(), _ -> {});
        Map<EngineCase, EngineFigures.Rounds> speeds = new EnumMap<>(EngineCase.class);
        Map<Precision, Said> said = new EnumMap<>(Precision.class);
        List<TokenIds> prompts;
        double loadSeconds;
        long grown;
        long resident = residentBytes();
        long start = System.nanoTime();
        try (LanguageModel model = engine.open(atOnce(config), _ -> {})) {
            loadSeconds = (System.nanoTime() - start) / 1e9;
            prompts =
                    windows == 0
                            ? List.of()
                            : PrecisionTrial.windows(model.tokenizer().encode(text), windows);
            measure(model, config, Precision.EXACT, speeds);
            grown = residentBytes() - resident;
            if (wants(Precision.EXACT) && !prompts.isEmpty()) {
                said.put(Precision.EXACT, ask(model, prompts, Precision.EXACT));
            }
        }
        for (Precision precision : List.of(Precision.BALANCED, Precision.FAST)) {
            if (wants(precision)) {
                ModelConfig other = atOnce(config).withPrecision(precision, NO_LIMIT);
                try (LanguageModel model = engine.open(other, _ -> {})) {
                    measure(model, config, precision, speeds);
                    if (!prompts.isEmpty()) {
                        said.put(precision, ask(model, prompts, precision));
                    }
                }
            }
        }
        return new EngineFigures(loadSeconds, grown, speeds, losses(engine, config, prompts, said));
    }

    private boolean wants(Precision precision) {
        return cases.stream().anyMatch(of -> of.precision() == precision);
    }

    private static Said ask(LanguageModel model, List<TokenIds> prompts, Precision precision) {
        return new Said(
                model.info().precision(),
                PrecisionTrial.run(model, prompts),
                AnswersTrial.answers(model, prompts, AnswersTrial.atOnce(precision)));
    }

    private Map<Precision, EngineFigures.Loss> losses(
            Engine engine, ModelConfig config, List<TokenIds> prompts, Map<Precision, Said> said) {
        if (said.isEmpty()) {
            return Map.of();
        }
        err.printf(
                "%s: comparing with 32-bit numbers (the first time they are imported: 4 bytes a weight)%n",
                config.name());
        Map<Precision, EngineFigures.Loss> losses = new EnumMap<>(Precision.class);
        try (LanguageModel reference = engine.openReference(config, _ -> {})) {
            List<PrecisionTrial.Answer> wanted = PrecisionTrial.run(reference, prompts);
            said.forEach((precision, own) -> {
                PrecisionFigures figures = PrecisionFigures.of(own.loaded(), wanted, own.next());
                losses.put(
                        precision,
                        new EngineFigures.Loss(
                                figures.loaded(),
                                figures.kl(),
                                figures.top1(),
                                AnswersTrial.compare(reference, own.answers())));
            });
        } catch (EngineException e) {
            err.printf("%s: not compared: %s%n", config.name(), e.getMessage());
        }
        return losses;
    }

    private void measure(
            LanguageModel model,
            ModelConfig config,
            Precision precision,
            Map<EngineCase, EngineFigures.Rounds> speeds) {
        EngineTrial trial = new EngineTrial(model);
        for (EngineCase what : cases) {
            if (what.precision() != precision) {
                continue;
            }
            trial.warmUp(what, WARM_UP_NANOS);
            List<Double> own = new ArrayList<>();
            List<Double> others = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                err.printf("%s %s: round %d of %d%n", config.name(), what, round, rounds);
                own.add(trial.run(what));
                peer.ifPresent(
                        llama -> others.add(llama.run(what, config.gguf(), config.threads())));
            }
            EngineFigures.Rounds measured = new EngineFigures.Rounds(own, others);
            speeds.put(what, measured);
            err.printf(
                    Locale.ROOT,
                    "%s %s: %.1f tokens a second%s%n",
                    config.name(),
                    what,
                    measured.own(),
                    others.isEmpty() ? "" : ", " + measured.ratio() + " times llama.cpp's");
        }
    }

    private static ModelConfig atOnce(ModelConfig config) {
        return config.withRunning(EngineCase.MOST_ANSWERS);
    }

    private static long residentBytes() {
        try {
            return JavaMemory.resident(Files.readAllLines(Path.of("/proc/self/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
