package dev.strata.cli;

import dev.strata.cli.advise.AdviseCommand;
import dev.strata.cli.bench.BenchCommand;
import dev.strata.cli.chat.ChatCommand;
import dev.strata.cli.doctor.DoctorCommand;
import dev.strata.cli.eval.EvalCommand;
import dev.strata.cli.feed.FeedCommand;
import dev.strata.cli.keys.KeysCommand;
import dev.strata.cli.lab.LabCommand;
import dev.strata.cli.models.ModelsCommand;
import dev.strata.cli.run.RunCommand;
import picocli.CommandLine.Command;

/** The root of all commands. */
@Command(
        name = "strata",
        description = "Runs, talks to and measures a tiered LLM serving mesh.",
        subcommands = {
            RunCommand.class,
            ChatCommand.class,
            ModelsCommand.class,
            DoctorCommand.class,
            KeysCommand.class,
            FeedCommand.class,
            EvalCommand.class,
            BenchCommand.class,
            LabCommand.class,
            AdviseCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Also: ./strata test   builds and runs every test, ending with the totals.",
            "Environment: STRATA_HOME (default ~/.strata), STRATA_JAVA_HOME, STRATA_MODEL_PATH,",
            "STRATA_PYTHON; STRATA_TRACE=1 prints stack traces."
        })
final class StrataCommand {}
