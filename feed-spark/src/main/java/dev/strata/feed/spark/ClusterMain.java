package dev.strata.feed.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./strata feed cluster}: a Spark cluster of processes on this machine, until it is ended.
 */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "A standalone Spark cluster on this machine, for trying what a real one does; stays until Ctrl-C.")
public final class ClusterMain implements Callable<Integer> {
    @Option(
            names = "--workers",
            defaultValue = "2",
            description = "How many, with one core each. Default ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--worker-memory",
            defaultValue = "1200m",
            description = "Of each worker, for executors. Default ${DEFAULT-VALUE}.")
    private String memory;

    @Spec private CommandSpec spec;

    /** Runs the command and exits: 0 done, 1 failed, 2 wrong input. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ClusterMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("strata-spark");
        try (SparkCluster cluster = SparkCluster.start(folder, workers, memory)) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%d workers at %s; logs in %s%n  ./strata feed build --engine spark --spark-master %s ...%n",
                            workers, cluster.master(), folder, cluster.master());
            spec.commandLine().getOut().flush();
            CountDownLatch end = new CountDownLatch(1);
            // Whoever started this may be killed without a word.
            ProcessHandle.current()
                    .parent()
                    .ifPresent(parent -> parent.onExit().thenRun(end::countDown));
            end.await();
        }
        return 0;
    }
}
