package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.month.Stages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A build in a process of its own that SIGKILL ends, wherever it is. */
@Timeout(120)
class KilledBuildTest {
    private static final String MONTH = "2026-10";
    private static final int ROWS = 60;

    @TempDir static Path shared;

    /** What two months give that nobody disturbs. */
    private static Path undisturbed;

    /** Builds the second month; stops for good at the stage and step that its arguments name. */
    public static final class Building {
        private Building() {}

        public static void main(String[] arguments) {
            second(
                    Path.of(arguments[0]),
                    Boolean.parseBoolean(arguments[1]),
                    new Stop(arguments[2], Long.parseLong(arguments[3])));
        }
    }

    /** Says that it is there, and waits for its end. */
    private static final class Stop implements Stages {
        private final String stage;
        private final long step;
        private String now = "";
        private long done;

        Stop(String stage, long step) {
            this.stage = stage;
            this.step = step;
        }

        @Override
        public void begin(String begun, long steps) {
            now = begun;
            done = 0;
            look();
        }

        @Override
        public void step() {
            done++;
            look();
        }

        @Override
        public void end() {}

        private void look() {
            if (now.equals(stage) && done == step) {
                System.out.println("there");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static MemoryTopic topic(int rows) {
        MemoryTopic topic = new MemoryTopic();
        for (int i = 0; i < rows; i++) {
            if (i % 10 == 9) {
                topic.add(Optional.of("dev.strata.traffic.v1"), ByteString.copyFromUtf8("poison"));
            } else {
                topic.add(Events.open("" + i));
            }
        }
        return topic;
    }

    private static void first(Path out) {
        build(out, "2026-09", topic(ROWS), false, new Stop("none", 0));
    }

    private static void second(Path out, boolean rebuild, Stages stages) {
        build(out, MONTH, topic(2 * ROWS), rebuild, stages);
    }

    private static void build(
            Path out, String month, MemoryTopic topic, boolean rebuild, Stages stages) {
        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            var _ =
                    new FeedBuild(
                                    Zone.PUBLIC,
                                    Optional.of(month),
                                    new Contents(Optional.empty()),
                                    rebuild,
                                    MonthSettings.standard(),
                                    new LocalEngine())
                            .run(
                                    new FeedBuild.Sources(topic, Optional.empty(), List.of()),
                                    datasets,
                                    stages);
        }
    }

    @BeforeAll
    static void buildBoth() {
        undisturbed = shared.resolve("undisturbed");
        first(undisturbed);
        second(undisturbed, false, new Stop("none", 0));
    }

    @ParameterizedTest(name = "{0}, step {1}")
    @CsvSource({
        "read, 0",
        "read, 31",
        "compare, 0",
        "write, 0",
        "write, 40",
        "publish, 0",
        "publish, 1"
    })
    void build_killed_publishesNothingAndTheNextOneGivesTheSameBytes(
            String stage, long step, @TempDir Path out) throws Exception {
        first(out);

        kill(out, false, stage, step);

        // Whoever lists the months now sees the first alone.
        assertEquals(List.of("2026-09"), DatasetFolder.months(out, Zone.PUBLIC));
        assertEquals(1, DatasetFolder.all(out).size());
        second(out, false, new Stop("none", 0));
        assertEquals(files(undisturbed), files(out));
    }

    @ParameterizedTest(name = "{0}, step {1}")
    @CsvSource({"write, 40", "publish, 1"})
    void rebuild_killed_leavesWhatWasThereAndTheNextOneGivesTheSameBytes(
            String stage, long step, @TempDir Path out) throws Exception {
        first(out);
        second(out, false, new Stop("none", 0));

        kill(out, true, stage, step);

        Map<String, String> there = files(out);
        there.keySet().removeIf(name -> name.startsWith("public/_"));
        assertEquals(files(undisturbed), there);
        second(out, true, new Stop("none", 0));
        assertEquals(files(undisturbed), files(out));
    }

    @ParameterizedTest(name = "{0}, step {1}")
    @CsvSource("publish, 2")
    void build_killedOnceItIsPublished_isWhole(String stage, long step, @TempDir Path out)
            throws Exception {
        first(out);

        kill(out, false, stage, step);

        // Opening clears up what is left of the work.
        DatasetFolder.open(out, Zone.PUBLIC).close();
        assertEquals(files(undisturbed), files(out));
    }

    private static void kill(Path out, boolean rebuild, String stage, long step) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Building.class.getName(),
                                out.toString(),
                                "" + rebuild,
                                stage,
                                "" + step)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said = process.inputReader()) {
            assertEquals("there", said.readLine());
        } finally {
            // SIGKILL: no hook runs, nothing is closed.
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }

    /** Every file but the lock, by its name, as the sum of its bytes. */
    private static Map<String, String> files(Path out) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(out)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(".lock"))
                    .forEach(file -> files.put(out.relativize(file).toString(), sum(file)));
        }
        return files;
    }

    private static String sum(Path file) {
        try {
            return DatasetJson.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
