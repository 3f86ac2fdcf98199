package dev.strata.feed;

import dev.strata.feed.bench.BenchCommand;
import dev.strata.feed.bench.CheckCommand;
import dev.strata.feed.error.FeedException;
import dev.strata.seal.SealException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The feed's process: {@code build}, {@code diff}, {@code events}, {@code keys}, {@code dedup},
 * {@code bench}, {@code check}, {@code dead-letters}, {@code input}, {@code decay}, {@code
 * retrain}, {@code land}, {@code cost}.
 */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        description = "Makes datasets of captured traffic.",
        subcommands = {
            BuildCommand.class,
            EventsCommand.class,
            KeysCommand.class,
            DedupCommand.class,
            DiffCommand.class,
            BenchCommand.class,
            CheckCommand.class,
            DeadLettersCommand.class,
            InputCommand.class,
            DecayCommand.class,
            RetrainCommand.class,
            LandCommand.class,
            CostCommand.class
        })
public final class FeedMain {
    private FeedMain() {}

    /** Runs one command and exits: 0 done, 1 failed, 2 wrong input, others see FeedException. */
    public static void main(String[] arguments) {
        System.exit(
                run(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new FeedMain())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, line, _) -> {
                    switch (failure) {
                        case FeedException e -> {
                            line.getErr().println("feed: " + e.getMessage());
                            return e.code().exitCode();
                        }
                        case SealException e -> {
                            line.getErr().println("feed: " + e.getMessage());
                            return FeedException.Code.BAD_INPUT.exitCode();
                        }
                        default -> throw failure;
                    }
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
