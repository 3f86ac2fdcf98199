package dev.strata.cli.models;

import picocli.CommandLine.Command;

/** Lists, fetches, verifies and imports model files. */
@Command(
        name = "models",
        description = "Lists, fetches, verifies and imports the models of the catalogue.",
        subcommands = {
            ModelsListCommand.class,
            ModelsFetchCommand.class,
            ModelsVerifyCommand.class,
            ModelsImportCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ModelsCommand {}
