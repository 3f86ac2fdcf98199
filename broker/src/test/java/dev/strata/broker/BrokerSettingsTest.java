package dev.strata.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerSettingsTest {
    @Test
    void parse_argumentAndEnvironment_argumentWins() {
        BrokerSettings settings =
                BrokerSettings.parse(
                        List.of("--dir", "/a", "--port", "9092"),
                        Map.of(
                                "STRATA_BROKER_DIR", "/b",
                                "STRATA_BROKER_TOPICS", "/t.yaml",
                                "STRATA_PROCESS_READY_FILE", "/r",
                                "STRATA_PROCESS_PARENT_PIPE", "true"));

        assertEquals(
                new BrokerSettings(
                        Path.of("/a"),
                        9092,
                        Optional.of(Path.of("/t.yaml")),
                        Optional.of(Path.of("/r")),
                        true),
                settings);
    }

    @Test
    void parse_wrongInput_saysWhatIsExpected() {
        refused("'--dir' is missing", List.of());
        refused("got 70000", List.of("--dir", "/a", "--port", "70000"));
        refused("got x", List.of("--dir", "/a", "--port", "x"));
        refused("'--colour' is not understood", List.of("--colour", "red"));
        refused("'--dir' is not understood", List.of("--dir"));
    }

    @Test
    void load_bundledFile_hasTrafficAndFeedbackOfSamePartitions() {
        List<TopicSpec> topics = TopicFile.load(Optional.empty()).topics();

        assertEquals(
                List.of(
                        "traffic.v1",
                        "feedback.v1",
                        "consent.v1",
                        "erasure.v1",
                        "erasure-reports.v1",
                        "traffic.dlq",
                        "model.promotions"),
                topics.stream().map(TopicSpec::name).toList());
        assertEquals(topics.get(0).partitions(), topics.get(1).partitions());
        assertEquals(Duration.ofDays(45), topics.get(0).retentionTime());
    }

    @Test
    void load_wrongFile_namesTopicOrFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("t.yaml");
        Files.writeString(file, "topics: [{name: a.v1, partitions: 1, retention: soon}]");
        assertTrue(message(file).contains("topic 'a.v1' has an unreadable retention"));
        Files.writeString(
                file, "topics: [{name: a.v1, partitions: 1, compact: true, retention: 1d}]");
        assertTrue(message(file).contains("expected none on a compact topic, got 1d"));
        Files.writeString(file, "topics: [{name: a.v1, partitions: 0}]");
        assertTrue(message(file).contains("expected at least 1, got 0"));
        Files.writeString(file, "topics: []");
        assertTrue(message(file).contains("is empty"));
        Files.writeString(file, "colours: [red");
        assertTrue(message(file).contains("is unreadable"));
    }

    private static String message(Path file) {
        return assertThrows(BrokerException.class, () -> TopicFile.load(Optional.of(file)))
                .getMessage();
    }

    private static void refused(String expected, List<String> arguments) {
        BrokerException error =
                assertThrows(
                        BrokerException.class, () -> BrokerSettings.parse(arguments, Map.of()));
        assertTrue(error.getMessage().contains(expected), error.getMessage());
    }
}
