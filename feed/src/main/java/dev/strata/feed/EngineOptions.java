package dev.strata.feed;

import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.EngineProvider;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.error.FeedException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the work on single rows is done. The outcome is the same everywhere. */
final class EngineOptions {
    @Option(
            names = "--engine",
            defaultValue = "local",
            description =
                    "local: this machine's processors; spark: Apache Spark. Default ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--spark-master",
            description =
                    "With --engine spark: spark://HOST:PORT of a cluster. Default: local[*], all processors of this machine.")
    private @Nullable String master;

    /**
     * Starts the engine.
     *
     * @throws FeedException BAD_INPUT where there is none of that name
     */
    Engine open() {
        if (name.equals("local")) {
            if (master != null) {
                throw new FeedException(
                        FeedException.Code.BAD_INPUT,
                        "option '--spark-master' needs Spark: expected --engine spark, got --engine local; pass --engine spark");
            }
            return new LocalEngine();
        }
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new FeedException(
                                FeedException.Code.BAD_INPUT,
                                "engine '%s' is not here: expected local, or spark with its job jar, got %s; start it as './strata feed' does, or with strata-feed-job.jar"
                                        .formatted(name, name)))
                .open(Optional.ofNullable(master));
    }
}
