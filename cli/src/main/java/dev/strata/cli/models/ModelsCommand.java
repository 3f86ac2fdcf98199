package dev.strata.cli.models;

import picocli.CommandLine.Command;

/** Lists, fetches and verifies model files. */
@Command(
        name = "models",
        description = "Lists, fetches and verifies the models of the catalogue.",
        subcommands = {
            ModelsListCommand.class,
            ModelsFetchCommand.class,
            ModelsVerifyCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ModelsCommand {}
