package dev.strata.cli.engine;

import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.ModelConfig;
import dev.strata.models.Catalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which models a command loads, on how many threads, and how it prints what came of it. */
public final class EngineChoice {
    private final Home home = Home.ofEnvironment();

    @Option(
            names = {"--models", "--model"},
            paramLabel = "MODEL",
            split = ",",
            defaultValue = "v1,v2,v3",
            description = "Which to load (default: ${DEFAULT-VALUE}).")
    private List<String> models;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one computation (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** What a command learns of one model. */
    @FunctionalInterface
    public interface Measurement<F> {
        /** Loads {@code model} with {@code engine} and measures it. */
        F of(Engine engine, ModelConfig model);
    }

    /** Measures the chosen models one after the other, in their order, with one engine. */
    public <F> Map<String, F> each(Measurement<F> measurement) {
        Map<String, F> figures = new LinkedHashMap<>();
        try (Engine engine = start()) {
            for (String name : models) {
                figures.put(name, measurement.of(engine, model(name)));
            }
        }
        return figures;
    }

    /** An engine without models; the caller closes it. */
    public Engine start() {
        return Engine.start(EngineConfig.under(home.cache()));
    }

    /**
     * How a fetched model of the bundled catalogue is loaded, unless the command wants it
     * otherwise.
     *
     * @throws RuntimeException where there is no such model, or it is not fetched
     */
    public ModelConfig model(String name) {
        Path gguf = home.store().require(Catalogue.bundled().require(name));
        return ModelConfig.of(name, gguf, home.cache(), threads);
    }

    /** The chosen models, in order. */
    public List<String> models() {
        return List.copyOf(models);
    }

    /** Threads of one computation. */
    public int threads() {
        return threads;
    }

    /** Prints a report the way that was asked for. */
    public void print(Report report) {
        report.print(spec.commandLine().getOut(), json);
    }

    /** Where a command says what it is about. */
    public PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
