package dev.strata.feed.land;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.strata.feed.Events;
import dev.strata.feed.MemoryTopic;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Sealer;
import dev.strata.seal.Unsealer;
import dev.strata.seal.shred.KeyOwner;
import dev.strata.seal.shred.KeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final String SECRET = "the account number of a person";

    @TempDir Path folder;
    private final MemoryTopic topic = new MemoryTopic();
    private final Permissions permissions = new Permissions();
    private KeyStore keys;
    private LandedFolder landed;

    @BeforeEach
    void open() {
        keys = KeyStore.open(folder.resolve("keys"));
        landed = LandedFolder.open(folder.resolve("landed"), "traffic.v1");
    }

    @AfterEach
    void close() {
        landed.close();
        keys.close();
    }

    private Landing land(Contents contents) {
        Landing landing = new Landing(landed, keys, permissions, new Unsealing(contents), 3);
        landing.run(topic, NOVEMBER);
        return landing;
    }

    private Landing land() {
        return land(new Contents(Optional.empty()));
    }

    private static List<TopicRecord> all(dev.strata.feed.topic.RecordSource source) {
        List<TopicRecord> records = new ArrayList<>();
        source.read(source.snapshot(Map.of()), records::add);
        return records;
    }

    private List<TopicRecord> read() {
        return all(new LandedLog(landed, keys));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(folder.resolve("landed"))) {
            return tree.filter(p -> p.toString().endsWith(".parquet")).sorted().toList();
        }
    }

    @Test
    void run_wholeTopic_readsAsTheTopicDoes() throws Exception {
        for (int i = 0; i < 10; i++) {
            topic.add(Events.of(Events.open("" + i), "subject-" + i % 3));
        }
        topic.add(Optional.of(RowBuilder.TYPE), ByteString.copyFromUtf8("poison"));
        topic.add(Optional.empty(), ByteString.EMPTY);

        Landing landing = land();

        assertEquals(12, landing.landed());
        assertEquals(all(topic), read());
        assertEquals(topic.snapshot(Map.of()), new LandedLog(landed, keys).snapshot(Map.of()));
        assertEquals(4, files().size(), "three records a file, two partitions of six");
        for (Path file : files()) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertFalse(bytes.contains("question 1"), "contents are encrypted");
        }
    }

    @Test
    void run_again_landsOnlyWhatIsNew() throws Exception {
        topic.add(Events.open("1")).add(Events.open("2"));
        land();
        List<Path> before = files();
        topic.add(Events.open("3"));

        assertEquals(1, land().landed());
        assertEquals(0, land().landed());

        assertTrue(files().containsAll(before));
        assertEquals(all(topic), read());
    }

    @Test
    void run_killedInTheMiddle_goesOnAndHasEachOffsetOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            topic.add(Events.open("" + i));
        }
        for (int run = 0; run < 4; run++) {
            // A file of three is whole, the next one is not.
            topic.cutAfter(4);
            assertThrows(IllegalStateException.class, this::land);
            landed.close();
            landed = LandedFolder.open(folder.resolve("landed"), "traffic.v1");
        }
        topic.cutAfter(Integer.MAX_VALUE);

        land();

        assertEquals(all(topic), read());
        try (Stream<Path> tree = Files.walk(folder.resolve("landed"))) {
            assertFalse(tree.anyMatch(p -> p.getFileName().toString().startsWith("_")));
        }
    }

    @Test
    void run_retentionWasFaster_saysWhatIsMissing() {
        topic.add(Events.open("0")).add(Events.open("1"));
        land();
        topic.add(Events.open("2")).add(Events.open("3")).add(Events.open("4"));
        topic.delete(2);

        land();

        TopicRange range = new LandedLog(landed, keys).snapshot(Map.of());
        assertEquals(1, range.missing());
        assertEquals(4, range.size());
        assertEquals(4, read().size());
    }

    @Test
    void run_sealedContent_landsOpenedAndPrivate() throws Exception {
        IntakeKeys intake = IntakeKeys.ensure(folder.resolve("intake"));
        Sealer sealer = Sealer.to(intake.publicKey());
        topic.add(Events.sealed(Events.secret("1", SECRET), sealer));
        // Classed as public by mistake: what was sealed is private all the same.
        topic.add(Events.sealed(Events.open("2"), sealer));

        Landing landing = land(new Contents(Optional.of(Unsealer.with(intake.privateKey()))));

        assertEquals(2, landing.landed());
        for (TopicRecord record : read()) {
            TrafficEvent event = event(record);
            assertTrue(event.getInput().hasPlain());
            assertEquals(DataClass.DATA_CLASS_PRIVATE, event.getRoute().getDataClass());
        }
    }

    @Test
    void run_withoutTheIntakeKey_keepsWhatIsSealed() throws Exception {
        IntakeKeys intake = IntakeKeys.ensure(folder.resolve("intake"));
        topic.add(Events.sealed(Events.secret("1", SECRET), Sealer.to(intake.publicKey())));
        Unsealing unsealing = new Unsealing(new Contents(Optional.empty()));

        new Landing(landed, keys, permissions, unsealing, 3).run(topic, NOVEMBER);

        assertEquals(3, unsealing.closed());
        assertEquals(all(topic), read());
    }

    @Test
    void read_keyDestroyed_isARecordWithoutContent() {
        topic.add(Events.of(Events.open("1"), "ann")).add(Events.of(Events.open("2"), "bob"));
        land();

        assertEquals(
                1,
                keys.destroy(List.of(new KeyOwner("demo", KeyOwner.Kind.SUBJECT, "ann"))).size());

        List<TopicRecord> records = read();
        assertEquals(Optional.of(RowBuilder.ERASED_TYPE), records.getFirst().type());
        assertEquals(ByteString.EMPTY, records.getFirst().value());
        assertEquals(Optional.of(RowBuilder.TYPE), records.getLast().type());
    }

    @Test
    void run_erasedBeforeItLanded_leavesNothing() {
        permissions.accept(
                new TopicRecord(
                        0,
                        0,
                        Optional.of("dev.strata.erasure.v1"),
                        ErasureEvent.newBuilder()
                                .setEventId("e")
                                .setTenant("demo")
                                .setSubjectPseudonym("ann")
                                .setAt(Timestamp.newBuilder().setSeconds(1_790_000_000))
                                .build()
                                .toByteString()));
        topic.add(Events.of(Events.open("1"), "ann"));
        // Another gateway's clock may be minutes ahead.
        topic.add(Events.at(Events.of(Events.open("2"), "ann"), 60));
        topic.add(Events.at(Events.of(Events.open("3"), "ann"), 600));

        Landing landing = land();

        assertEquals(2, landing.erased());
        assertEquals(1, landing.landed());
        assertEquals(Optional.of(RowBuilder.ERASED_TYPE), read().getFirst().type());
    }

    @Test
    void range_fileMissingInTheMiddle_isRefused() throws Exception {
        for (int i = 0; i < 20; i++) {
            topic.add(Events.open("" + i));
        }
        land();
        Files.delete(files().get(1));

        FeedException error = assertThrows(FeedException.class, this::read);

        assertEquals(FeedException.Code.INCONSISTENT, error.code());
        assertTrue(error.getMessage().contains("do not follow each other"), error.getMessage());
    }

    @Test
    void run_anotherTopicOfTheName_isRefused() {
        topic.add(Events.open("1"));
        land();
        topic.makeAnew();

        assertEquals(
                FeedException.Code.INCONSISTENT,
                assertThrows(FeedException.class, this::land).code());
    }

    @Test
    void open_whileOpen_isRefused() {
        FeedException error =
                assertThrows(
                        FeedException.class,
                        () -> LandedFolder.open(folder.resolve("landed"), "traffic.v1"));

        assertTrue(error.getMessage().contains("is in use"), error.getMessage());
    }

    @Test
    void deleteBefore_oldMonths_goAndAreMissingFromThen() {
        topic.add(Events.open("1")).add(Events.open("2"));
        land();
        topic.add(Events.open("3")).add(Events.open("4"));
        new Landing(landed, keys, permissions, new Unsealing(new Contents(Optional.empty())), 3)
                .run(topic, NOVEMBER.plusMonths(1));

        assertEquals(2, landed.deleteBefore(NOVEMBER.plusMonths(1)));

        assertEquals(2, read().size());
        TopicRange fromTheBegin = new LandedLog(landed, keys).snapshot(Map.of(0, 0L, 1, 0L));
        assertEquals(2, fromTheBegin.missing());
    }

    private static TrafficEvent event(TopicRecord record) throws InvalidProtocolBufferException {
        return TrafficEvent.parseFrom(record.value());
    }
}
