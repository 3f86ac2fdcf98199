package dev.strata.feed.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job jar in a process of its own, beside a master and two workers of the same jars. */
@Timeout(300)
class JobJarIT {
    @TempDir Path folder;

    private record Ended(int status, String said) {}

    @Test
    void dedup_localSparkAndCluster_giveTheSameBytes() throws Exception {
        Path in = documents(3000);
        dedup(in, "local", List.of());
        try (SparkCluster cluster = SparkCluster.start(folder, 2, "1200m")) {
            dedup(in, "spark", List.of("--engine", "spark", "--spark-master", cluster.master()));

            Ended refused =
                    run(
                            "dedup",
                            "--in",
                            Files.writeString(folder.resolve("bad"), "{\"other\":1}\n").toString(),
                            "--out",
                            folder.resolve("none").toString(),
                            "--engine",
                            "spark",
                            "--spark-master",
                            cluster.master());
            assertEquals(2, refused.status(), refused.said());
            assertTrue(refused.said().contains("has a line without text"), refused.said());
        }

        assertEquals(-1, Files.mismatch(folder.resolve("local"), folder.resolve("spark")));
        assertTrue(Files.size(folder.resolve("local")) < Files.size(in));
        // Both workers worked.
        for (int i = 0; i < 2; i++) {
            assertTrue(
                    Files.readString(folder.resolve("worker-" + i + ".log"))
                            .contains("Asked to launch executor"));
        }
    }

    private void dedup(Path in, String out, List<String> more) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "dedup",
                                "--in",
                                in.toString(),
                                "--out",
                                folder.resolve(out).toString()));
        arguments.addAll(more);
        Ended ended = run(arguments.toArray(String[]::new));
        assertEquals(0, ended.status(), ended.said());
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Path target = Path.of("target").toAbsolutePath();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                target.resolve("strata-feed-job.jar")
                                        + File.pathSeparator
                                        + Files.readString(target.resolve("cluster-classpath.txt")),
                                "dev.strata.feed.FeedMain"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("driver.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new Ended(process.waitFor(), Files.readString(log));
    }

    private Path documents(int count) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(
                    i % 5 == 4
                            ? texts.get(random.nextInt(i)) + " edit" + i
                            : IntStream.range(0, 60)
                                    .mapToObj(_ -> "w" + random.nextInt(3000))
                                    .collect(Collectors.joining(" ")));
        }
        return Files.write(
                folder.resolve("documents"),
                texts.stream().map("{\"text\":\"%s\"}"::formatted).toList());
    }
}
