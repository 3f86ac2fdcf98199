package dev.strata.cli.bench;

import picocli.CommandLine.Command;

/** The benchmarks; each is a command of its own, listed here. */
@Command(
        name = "bench",
        description = "Measures how fast the mesh is.",
        subcommands = {
            BenchEngineCommand.class,
            BenchPrefixCommand.class,
            BenchRepeatCommand.class,
            BenchMoeCommand.class,
            BenchHandoverCommand.class,
            BenchGatewayCommand.class,
            BenchStartCommand.class,
            BenchMemoryCommand.class,
            BenchFeedCommand.class,
            BenchOutageCommand.class,
            BenchTelemetryCommand.class,
            BenchCaptureCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class BenchCommand {}
