package dev.strata.cli.feed;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Foreground;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The monthly feed, in a process of its own: its libraries never meet this command's. */
public final class FeedProcess {
    private static final Set<String> COMPUTING = Set.of("build", "dedup", "bench", "retrain");

    private FeedProcess() {}

    /**
     * Runs the feed with this process's input, output and errors.
     *
     * @param arguments of the feed's own command line
     * @return its exit status
     */
    public static int run(Checkout checkout, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(flags(arguments));
        command.add("-cp");
        command.add(classPath(checkout, arguments));
        boolean cluster = isCluster(arguments);
        command.add(cluster ? "dev.strata.feed.spark.ClusterMain" : "dev.strata.feed.FeedMain");
        command.addAll(cluster ? arguments.subList(1, arguments.size()) : arguments);
        return Foreground.run(command);
    }

    /** What computes gets the compiler's best; the others start fast and stay small. */
    static List<String> flags(List<String> arguments) {
        return !arguments.isEmpty() && COMPUTING.contains(arguments.getFirst())
                ? List.of("-XX:+UseParallelGC")
                : List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    /** True where the arguments need Spark on the class path. */
    static boolean isOnSpark(List<String> arguments) {
        int engine = arguments.indexOf("--engine");
        return isCluster(arguments)
                || arguments.contains("--engine=spark")
                || (engine >= 0
                        && engine + 1 < arguments.size()
                        && arguments.get(engine + 1).equals("spark"));
    }

    private static boolean isCluster(List<String> arguments) {
        return !arguments.isEmpty() && arguments.getFirst().equals("cluster");
    }

    private static String classPath(Checkout checkout, List<String> arguments) {
        return isOnSpark(arguments)
                ? joined(
                        checkout,
                        "feed-spark/target/strata-feed-job.jar",
                        "feed-spark/target/cluster-classpath.txt")
                : joined(checkout, "feed/target/classes", "feed/target/classpath.txt");
    }

    private static String joined(Checkout checkout, String own, String list) {
        try {
            return checkout.built(own)
                    + File.pathSeparator
                    + Files.readString(checkout.built(list)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("feed's class path cannot be read", e);
        }
    }
}
