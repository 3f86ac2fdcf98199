package dev.strata.cli.models;

import picocli.CommandLine.Command;

/** Lists, fetches, verifies, imports, inspects and measures model files. */
@Command(
        name = "models",
        description = "Lists, fetches, verifies, imports, inspects and measures models.",
        subcommands = {
            ModelsListCommand.class,
            ModelsFetchCommand.class,
            ModelsVerifyCommand.class,
            ModelsImportCommand.class,
            ModelsInspectCommand.class,
            ModelsPerplexityCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ModelsCommand {}
