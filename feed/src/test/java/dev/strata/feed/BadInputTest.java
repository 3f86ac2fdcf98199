package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.topic.RecordSource;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build makes of topics and disks that are not as they should be. */
class BadInputTest {
    private static final int ROWS = 400;

    @TempDir Path folder;

    /** Builds a month into a folder; ends with the error's exit code. */
    public static final class Building {
        private Building() {}

        public static void main(String[] arguments) {
            MemoryTopic topic = new MemoryTopic();
            for (int i = 0; i < ROWS; i++) {
                topic.add(Events.open("" + i));
            }
            try {
                System.out.println(build(Path.of(arguments[0]), topic, List.of()).path());
            } catch (FeedException e) {
                System.out.println(e.getMessage());
                System.exit(e.code().exitCode());
            }
        }
    }

    private static Found build(Path out, MemoryTopic traffic, List<MemoryTopic> said) {
        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            return new FeedBuild(
                            Zone.PUBLIC,
                            Optional.of("2026-10"),
                            new Contents(Optional.empty()),
                            false,
                            MonthSettings.standard(),
                            new LocalEngine())
                    .run(
                            new FeedBuild.Sources(
                                    traffic,
                                    said.stream().<RecordSource>map(t -> t).findFirst(),
                                    List.copyOf(
                                            said.subList(Math.min(1, said.size()), said.size()))),
                            datasets,
                            new Progress(new PrintStream(OutputStream.nullOutputStream()), true));
        }
    }

    @Test
    void build_poisonOnEveryTopic_isCountedAndTheRestIsKept() {
        MemoryTopic traffic = new MemoryTopic().add(Events.open("1"));
        List<MemoryTopic> said =
                List.of(
                        new MemoryTopic("feedback.v1"),
                        new MemoryTopic("consent.v1"),
                        new MemoryTopic("erasure.v1"));
        traffic.add(Optional.of("dev.strata.traffic.v1"), ByteString.copyFromUtf8("poison"));
        for (MemoryTopic topic : said) {
            topic.add(Optional.of("dev.strata.other.v1"), ByteString.copyFromUtf8("poison"));
            topic.add(Optional.empty(), ByteString.EMPTY);
        }

        Found dataset = build(folder, traffic, said);

        assertEquals(1, dataset.manifest().rows());
        assertEquals(1L, dataset.manifest().stages().getFirst().dropped().get("undecodable"));
        assertEquals(6, dataset.manifest().mix().recordsUndecodable());
    }

    @Test
    void build_noSpaceLeft_publishesNothingAndTheNextRunWorks() throws Exception {
        // Files of the process may be 64 KiB long: what a full disk says, without filling one.
        String command =
                "ulimit -f 64; exec '%s' -XX:-UsePerfData -XX:TieredStopAtLevel=1 -cp '%s' '%s' '%s'"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Building.class.getName(),
                                folder);
        Process process =
                new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(FeedException.Code.CANNOT_WRITE.exitCode(), process.waitFor(), said);
        assertTrue(said.contains("nothing was published"), said);
        assertFalse(Files.exists(folder.resolve("public/2026-10")));

        MemoryTopic topic = new MemoryTopic().add(Events.open("1"));
        assertEquals(1, build(folder, topic, List.of()).manifest().rows());
        try (Stream<Path> left = Files.list(folder.resolve("public"))) {
            assertEquals(
                    List.of(".lock", "2026-10"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }
}
