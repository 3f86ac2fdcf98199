package dev.strata.cli.lab;

import dev.strata.process.ParentPipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Outlives a lab that is killed, by as long as it takes to clear away what that left: its processes
 * end by themselves, its namespaces do not.
 */
public final class LabKeeper {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private LabKeeper() {}

    /** Argument: the lab's file of leftovers. */
    public static void main(String[] arguments) throws InterruptedException {
        Leftovers leftovers = new Leftovers(Path.of(arguments[0]));
        CountDownLatch cleared = new CountDownLatch(1);
        ParentPipe.watch(
                System.in,
                () -> {
                    leftovers.clear(PATIENCE);
                    cleared.countDown();
                });
        cleared.await();
    }
}
