package dev.strata.feed.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A master and workers as processes of this machine, on loopback, from the jars that are on this
 * process's class path. Thread-safe.
 */
final class SparkCluster implements AutoCloseable {
    private static final Pattern STARTED =
            Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final String REGISTERED = "Successfully registered with master";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    // Guards itself and whether the cluster is closed.
    private final List<Process> processes = new ArrayList<>();
    private boolean closed;
    private String master = "";

    private SparkCluster(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts one, and returns once all workers are registered.
     *
     * @param folder of its logs and of what its nodes have; exists
     * @param memory of each worker, as Spark writes it: {@code 1g}
     * @throws IllegalStateException where a process ends or does not get ready
     */
    static SparkCluster start(Path folder, int workers, String memory) throws IOException {
        SparkCluster cluster = new SparkCluster(folder);
        // Before the first process: whoever is told to end while they start leaves none.
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        try {
            cluster.makeHome();
            cluster.fork("master", List.of("org.apache.spark.deploy.master.Master", "--port", "0"));
            cluster.master = cluster.await("master", STARTED).group(1);
            for (int i = 0; i < workers; i++) {
                cluster.fork(
                        "worker-" + i,
                        List.of(
                                "org.apache.spark.deploy.worker.Worker",
                                "--cores",
                                "1",
                                "--memory",
                                memory,
                                "--work-dir",
                                folder.resolve("work-" + i).toString(),
                                "--webui-port",
                                "0",
                                cluster.master));
            }
            for (int i = 0; i < workers; i++) {
                cluster.await("worker-" + i, Pattern.compile(REGISTERED));
            }
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Where it is reached: {@code spark://HOST:PORT}. */
    String master() {
        return master;
    }

    /** What Spark's launcher looks for before it starts an executor. */
    private void makeHome() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry).toAbsolutePath();
            // This project's own classes come with the job.
            if (entry.endsWith(".jar") && !jar.getFileName().toString().startsWith("strata-")) {
                Files.createSymbolicLink(
                        jars.resolve("%03d-%s".formatted(number++, jar.getFileName())), jar);
            }
        }
        Files.writeString(folder.resolve("home/RELEASE"), "Spark from the jars of a class path\n");
        Path bin = Files.createDirectories(folder.resolve("home/bin"));
        Files.writeString(bin.resolve("load-spark-env.sh"), "");
    }

    private void fork(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                        "-cp",
                        folder.resolve("home/jars") + "/*"));
        command.add(arguments.getFirst());
        command.addAll(List.of("--host", "127.0.0.1"));
        command.addAll(arguments.subList(1, arguments.size()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        synchronized (processes) {
            if (closed) {
                throw new IllegalStateException("the cluster is ending");
            }
            processes.add(builder.redirectOutput(log(name).toFile()).start());
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private Matcher await(String name, Pattern wanted) throws IOException {
        Process process;
        synchronized (processes) {
            process = processes.getLast();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            Optional<Matcher> found =
                    Optional.of(wanted.matcher(Files.readString(log(name)))).filter(Matcher::find);
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new IllegalStateException(
                "Spark's %s did not get ready: expected '%s' within %d s, got: %s"
                        .formatted(
                                name,
                                wanted.pattern(),
                                PATIENCE.toSeconds(),
                                Files.readString(log(name))));
    }

    @Override
    public void close() {
        List<Process> started;
        synchronized (processes) {
            closed = true;
            started = List.copyOf(processes);
        }
        // Workers first: they end their executors.
        for (Process process : started.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        removeLinks();
    }

    private void removeLinks() {
        try (Stream<Path> links = Files.list(folder.resolve("home/jars"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                Files.deleteIfExists(link);
            }
        } catch (IOException _) {
            // They were never made; or somebody cleared the folder.
        }
    }
}
