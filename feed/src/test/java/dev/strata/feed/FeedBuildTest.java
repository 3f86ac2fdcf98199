package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.error.FeedException;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Sealer;
import dev.strata.seal.Unsealer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedBuildTest {
    private static final String SECRET = "the account number of a person";

    @TempDir Path folder;
    private final MemoryTopic topic = new MemoryTopic();

    @Test
    void run_publicZone_neverHoldsAPlantedPrivateRow() throws Exception {
        IntakeKeys keys = IntakeKeys.ensure(folder.resolve("keys"));
        Sealer sealer = Sealer.to(keys.publicKey());
        topic.add(Events.open("1"));
        topic.add(Events.secret("2", SECRET));
        topic.add(Events.sealed(Events.secret("3", SECRET), sealer));
        // Sealed, yet classed as public: somebody's mistake, and still private.
        topic.add(Events.sealed(Events.open("4"), sealer));
        topic.add(
                Events.secret("5", SECRET).toBuilder()
                        .setRoute(Events.open("5").getRoute().toBuilder().clearDataClass())
                        .build());

        Found open = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Found closed =
                build(
                        Zone.PRIVATE,
                        Optional.of("2026-10"),
                        Optional.of(Unsealer.with(keys.privateKey())),
                        false);

        assertEquals(1, open.manifest().rows());
        assertEquals(Map.of("private_in_public", 4L), dropped(open));
        assertFalse(everything(open).contains(SECRET));
        assertFalse(everything(open).contains("answer 4"));
        assertEquals(5, closed.manifest().rows());
        assertEquals(Map.of(), dropped(closed));
        assertTrue(everything(closed).contains(SECRET));
    }

    @Test
    void run_privateZoneWithoutKey_countsWhatStaysSealed() {
        IntakeKeys keys = IntakeKeys.ensure(folder.resolve("keys"));
        topic.add(Events.open("1"));
        topic.add(Events.sealed(Events.secret("2", SECRET), Sealer.to(keys.publicKey())));

        Found dataset = build(Zone.PRIVATE, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(1, dataset.manifest().rows());
        assertEquals(Map.of("unsealable", 1L), dropped(dataset));
    }

    @Test
    void run_poisonAndDuplicates_areCountedAndTheRestIsKept() {
        topic.add(Events.open("1"));
        topic.add(Optional.of("dev.strata.traffic.v1"), ByteString.copyFromUtf8("poison"));
        topic.add(Optional.empty(), Events.open("2").toByteString());
        topic.add(Optional.of("dev.strata.traffic.v1"), ByteString.EMPTY);
        topic.add(Events.open("1"));
        topic.add(Events.open("3"));

        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(2, dataset.manifest().rows());
        assertEquals(Map.of("undecodable", 3L, "duplicate", 1L), dropped(dataset));
        assertEquals(6, dataset.manifest().stages().getFirst().in());
        assertEquals(2, dataset.manifest().stages().getLast().out());
    }

    @Test
    void run_nextMonth_goesOnWhereTheLastOneEnded() throws Exception {
        topic.add(Events.open("1")).add(Events.open("2")).add(Events.open("3"));
        Found october = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        topic.add(Events.open("4")).add(Events.open("5"));

        Found november = build(Zone.PUBLIC, Optional.of("2026-11"), Optional.empty(), false);

        assertTrue(october.manifest().first());
        assertFalse(november.manifest().first());
        assertEquals("2026-10", november.manifest().parent().dataset());
        assertEquals(october.manifestSha256(), november.manifest().parent().manifestSha256());
        assertEquals(3, october.manifest().rows());
        assertEquals(2, november.manifest().rows());
        assertTrue(everything(november).contains("question 4"));
        assertFalse(everything(november).contains("question 3"));
        refused(FeedException.Code.BAD_INPUT, "2026-09");
        refused(FeedException.Code.ALREADY_BUILT, "2026-11");
    }

    @Test
    void run_rebuild_givesTheSameBytes() throws Exception {
        for (int i = 0; i < 50; i++) {
            topic.add(Events.open("" + i));
        }
        Found first = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Map<String, byte[]> before = files(first);
        topic.add(Events.open("late"));

        Found again = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), true);

        Map<String, byte[]> after = files(again);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        assertEquals(first.manifestSha256(), again.manifestSha256());
        assertEquals(
                List.of("manifest.json", "provenance.jsonl", "train.jsonl"),
                List.copyOf(after.keySet()));
    }

    @Test
    void run_cutInTheMiddle_publishesNothingAndTheNextRunWorks() throws Exception {
        for (int i = 0; i < 20; i++) {
            topic.add(Events.open("" + i));
        }
        topic.cutAfter(10);
        assertThrows(
                IllegalStateException.class,
                () -> build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false));
        assertEquals(List.of(".lock"), names(folder.resolve("out/public")));
        topic.cutAfter(Integer.MAX_VALUE);

        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(20, dataset.manifest().rows());
    }

    @Test
    void run_all_isMadeAnewEachTimeAndIsNoParent() {
        topic.add(Events.open("1"));
        build(Zone.PUBLIC, Optional.empty(), Optional.empty(), false);
        topic.add(Events.open("2"));

        Found all = build(Zone.PUBLIC, Optional.empty(), Optional.empty(), false);
        Found month = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals("all", all.manifest().dataset());
        assertEquals(2, all.manifest().rows());
        assertTrue(month.manifest().first());
        assertEquals(2, month.manifest().rows());
    }

    @Test
    void run_otherTopicOrDeletedRecords_isRefusedOrSaid() {
        topic.add(Events.open("1")).add(Events.open("2"));
        build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        topic.add(Events.open("3")).add(Events.open("4")).add(Events.open("5"));
        topic.delete(2);

        Found november = build(Zone.PUBLIC, Optional.of("2026-11"), Optional.empty(), false);

        assertEquals(1, november.manifest().recordsMissing());
        assertEquals(2, november.manifest().rows());
        topic.makeAnew();
        refused(FeedException.Code.INCONSISTENT, "2026-12");
    }

    @Test
    void run_monthWithoutEvents_isAnEmptyDataset() {
        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(0, dataset.manifest().rows());
        assertEquals(2, dataset.manifest().files().size());
    }

    @Test
    void run_corruptEarlierManifest_isNamed() throws Exception {
        topic.add(Events.open("1"));
        Found october = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Files.writeString(october.path().resolve("manifest.json"), "{\"format\": 1,");

        FeedException error = refused(FeedException.Code.INCONSISTENT, "2026-11");

        assertTrue(error.getMessage().contains("2026-10"), error.getMessage());
    }

    private Found build(
            Zone zone, Optional<String> month, Optional<Unsealer> unsealer, boolean rebuild) {
        try (DatasetFolder datasets = DatasetFolder.open(folder.resolve("out"), zone)) {
            Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), true);
            return new FeedBuild(zone, month, unsealer, rebuild).run(topic, datasets, silent);
        }
    }

    private FeedException refused(FeedException.Code code, String month) {
        FeedException error =
                assertThrows(
                        FeedException.class,
                        () -> build(Zone.PUBLIC, Optional.of(month), Optional.empty(), false));
        assertEquals(code, error.code(), error.getMessage());
        return error;
    }

    private static Map<String, Long> dropped(Found dataset) {
        Map<String, Long> all = new TreeMap<>();
        dataset.manifest().stages().forEach(s -> all.putAll(s.dropped()));
        return all;
    }

    private static String everything(Found dataset) throws IOException {
        StringBuilder text = new StringBuilder();
        files(dataset)
                .values()
                .forEach(b -> text.append(new String(b, java.nio.charset.StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static Map<String, byte[]> files(Found dataset) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : names(dataset.path())) {
            files.put(name, Files.readAllBytes(dataset.path().resolve(name)));
        }
        return files;
    }

    private static List<String> names(Path path) {
        try (Stream<Path> all = Files.list(path)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
