package dev.strata.cli.engine;

import picocli.CommandLine.Option;

/** How often a measurement is repeated. */
public final class Rounds {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds whose medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    /** As asked for. */
    public int count() {
        return rounds;
    }
}
