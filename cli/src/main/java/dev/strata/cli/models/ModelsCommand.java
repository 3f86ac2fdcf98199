package dev.strata.cli.models;

import picocli.CommandLine.Command;

/** Lists, fetches, verifies, imports, inspects, measures and quantises model files. */
@Command(
        name = "models",
        description = "Lists, fetches, verifies, imports, inspects, measures and quantises models.",
        subcommands = {
            ModelsListCommand.class,
            ModelsFetchCommand.class,
            ModelsVerifyCommand.class,
            ModelsImportCommand.class,
            ModelsInspectCommand.class,
            ModelsPerplexityCommand.class,
            ModelsQuantizeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ModelsCommand {}
