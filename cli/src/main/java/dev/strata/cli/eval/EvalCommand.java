package dev.strata.cli.eval;

import picocli.CommandLine.Command;

/** The evaluations; each is a command of its own, listed here. */
@Command(
        name = "eval",
        description = "Measures how good the mesh is.",
        subcommands = {
            EvalGoldenCommand.class,
            EvalPrecisionCommand.class,
            EvalRouterCommand.class,
            EvalCascadeCommand.class,
            EvalPrivacyCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class EvalCommand {}
