package dev.strata.cli.bench;

import dev.strata.cli.feed.FeedProcess;
import dev.strata.cli.home.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Measures the feed, in the feed's own process. */
@Command(
        name = "feed",
        description = {
            "Measures finding near-duplicates: --documents N, --vs datatrove, --json.",
            "./strata bench feed --help lists all."
        })
final class BenchFeedCommand implements Callable<Integer> {
    @Unmatched private @Nullable List<String> arguments;

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(List.of("bench"));
        if (arguments != null) {
            all.addAll(arguments);
        }
        return FeedProcess.run(Checkout.ofEnvironment(), all);
    }
}
