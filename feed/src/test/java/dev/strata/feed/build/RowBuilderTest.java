package dev.strata.feed.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.strata.feed.Events;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.ClaimCheck;
import dev.strata.proto.event.v1.Consent;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Unsealer;
import dev.strata.seal.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowBuilderTest {
    private final RowBuilder rows = builder(new Contents(Optional.empty()));

    @Test
    void accept_goodEvent_isQuestionAndCommittedAnswer() {
        Row row = accept(_ -> {}).orElseThrow();

        assertEquals(
                List.of(new Row.Turn("user", "question 1"), new Row.Turn("assistant", "answer 1")),
                row.messages());
        Row.Provenance provenance = row.provenance();
        assertEquals("v2", provenance.tier());
        assertEquals("public", provenance.dataClass());
        assertEquals(0.9, provenance.confidence());
        assertTrue(provenance.escalated());
    }

    @Test
    void accept_eachFault_isDroppedForItsReason() {
        drops(DropReason.NO_CONSENT, e -> e.setConsent(Consent.getDefaultInstance()));
        drops(
                DropReason.NO_CONSENT,
                e -> e.setConsent(Consent.newBuilder().addPurposes(Purpose.PURPOSE_EVAL)));
        drops(DropReason.PRIVATE_IN_PUBLIC, e -> e.getRouteBuilder().clearDataClass());
        drops(DropReason.ERROR, e -> e.setStatus(4));
        drops(
                DropReason.REFUSED,
                e -> e.setStatus(8).clearRoute().clearInput().clearAttempts().clearConsent());
        drops(DropReason.CACHE_HIT, e -> e.setCacheHit(true));
        drops(DropReason.NOT_COMMITTED, e -> e.getAttemptsBuilder(1).setCommitted(false));
        drops(DropReason.NOT_COMMITTED, e -> e.clearAttempts());
        drops(
                DropReason.CLAIM_CHECK,
                e -> e.setInput(Content.newBuilder().setClaim(ClaimCheck.newBuilder())));
        drops(DropReason.EMPTY, e -> e.clearInput());
        drops(DropReason.EMPTY, e -> e.setInput(Events.content("user", " \n")));
        drops(DropReason.EMPTY, e -> e.setInput(Events.content("tool", "odd role")));
        drops(
                DropReason.EMPTY,
                e -> e.getAttemptsBuilder(1).setOutput(Events.content("assistant", "")));
        drops(DropReason.UNDECODABLE, e -> e.clearEventId());
        drops(DropReason.CLOCK_SKEW, e -> e.clearStarted());
        drops(DropReason.CLOCK_SKEW, e -> e.getStartedBuilder().setSeconds(4_000_000_000L));
    }

    @Test
    void accept_monthThatIsBuiltLate_hasEventsOfAfterItsEnd() {
        RowBuilder late =
                new RowBuilder(
                        Zone.PUBLIC,
                        "2025-10",
                        Instant.parse("2025-12-01T00:00:00Z"),
                        new Contents(Optional.empty()),
                        new Permissions(),
                        new Opinions(Zone.PUBLIC, new Contents(Optional.empty())));
        long anHourAgo = Instant.now().getEpochSecond() - 3600;

        assertTrue(accept(late, e -> e.getStartedBuilder().setSeconds(anHourAgo)).isPresent());
    }

    @Test
    void accept_eventOfANewerSchema_isReadAsFarAsItIsKnown() throws Exception {
        TrafficEvent newer =
                TrafficEvent.parseFrom(
                        Events.open("1").toBuilder()
                                .setSchemaRev(99)
                                .setUnknownFields(
                                        UnknownFieldSet.newBuilder()
                                                .addField(
                                                        9_999,
                                                        UnknownFieldSet.Field.newBuilder()
                                                                .addVarint(7)
                                                                .build())
                                                .build())
                                .build()
                                .toByteArray());

        Row row = accept(e -> e.clear().mergeFrom(newer)).orElseThrow();

        assertEquals(accept(builder(new Contents(Optional.empty())), _ -> {}).orElseThrow(), row);
    }

    @Test
    void counts_afterDrops_addUpFromStageToStage() {
        accept(_ -> {});
        accept(_ -> {});
        accept(e -> e.setEventId("2").setStatus(1));

        List<Funnel.Counts> counts = rows.funnel().counts();

        assertEquals(3, counts.getFirst().in());
        assertEquals(1, counts.getLast().out());
        assertEquals(Map.of("duplicate", 1L), counts.get(Stage.DEDUPLICATE.ordinal()).dropped());
        assertEquals(Map.of("error", 1L), counts.get(Stage.ANSWER.ordinal()).dropped());
        for (int i = 1; i < counts.size(); i++) {
            assertEquals(counts.get(i - 1).out(), counts.get(i).in());
        }
    }

    @Test
    void construct_publicZoneWithKey_isRefused(@TempDir Path folder) {
        Unsealer unsealer = Unsealer.with(IntakeKeys.ensure(folder).privateKey());

        assertThrows(
                IllegalArgumentException.class, () -> builder(new Contents(Optional.of(unsealer))));
    }

    @Test
    void accept_sameIdOtherContent_isAConflict() {
        accept(_ -> {});

        accept(e -> e.setTenant("other"));

        assertEquals(
                Map.of("conflicting_duplicate", 1L),
                rows.funnel().counts().get(Stage.DEDUPLICATE.ordinal()).dropped());
    }

    @Test
    void accept_wholeAnswerOfALowerTier_isKeptBesideAndAPartIsNot() {
        Row cut = accept(_ -> {}).orElseThrow();
        Row whole =
                accept(
                                e -> {
                                    e.setEventId("2");
                                    e.getAttemptsBuilder(0).setFinish("stop");
                                })
                        .orElseThrow();

        assertEquals(List.of(), cut.others());
        assertEquals(List.of(new Row.Other("v1", "unsure")), whole.others());
    }

    @Test
    void accept_pastItsTime_isLeftOutWithAReason() {
        RowBuilder builder = builder(new Contents(Optional.empty()));
        long end = Instant.parse("2026-12-01T00:00:00Z").getEpochSecond();

        assertTrue(builder.accept(record(expiring("1", end))).isEmpty());
        Row kept = builder.accept(record(expiring("2", end + 1))).orElseThrow();

        assertEquals("2026-12-01T00:00:01Z", kept.provenance().deleteAfter());
        assertTrue(builder.funnel().counts().toString().contains("expired=1"));
    }

    @Test
    void accept_keyDestroyed_isCountedAsErased() {
        RowBuilder builder = builder(new Contents(Optional.empty()));

        assertTrue(
                builder.accept(
                                new TopicRecord(
                                        0,
                                        0,
                                        Optional.of(RowBuilder.ERASED_TYPE),
                                        ByteString.EMPTY))
                        .isEmpty());

        assertTrue(builder.funnel().counts().toString().contains("erased=1"));
    }

    private static TrafficEvent expiring(String id, long seconds) {
        return Events.open(id).toBuilder()
                .setDeleteAfter(Timestamp.newBuilder().setSeconds(seconds))
                .build();
    }

    private static TopicRecord record(TrafficEvent event) {
        return new TopicRecord(0, 0, Optional.of(RowBuilder.TYPE), event.toByteString());
    }

    private static RowBuilder builder(Contents contents) {
        return new RowBuilder(
                Zone.PUBLIC,
                "2026-10",
                Instant.parse("2026-12-01T00:00:00Z"),
                contents,
                new Permissions(),
                new Opinions(Zone.PUBLIC, contents));
    }

    @Test
    void accept_storeThatDoesNotAnswer_isAnErrorAndNoReason(@TempDir Path folder)
            throws IOException {
        ContentStore store = ContentStore.in(folder);
        ClaimCheck claim = store.put(Events.open("1").getInput(), LocalDate.of(2026, 10, 1));
        // A folder where the object should be reads as no file that is missing.
        Path object = folder.resolve("2026-10-01").resolve(claim.getSha256());
        Files.delete(object);
        Files.createDirectory(object);
        RowBuilder fetching = builder(new Contents(Optional.empty(), Optional.of(store)));
        Content large = Content.newBuilder().setClaim(claim).build();

        FeedException refused =
                assertThrows(FeedException.class, () -> accept(fetching, e -> e.setInput(large)));

        assertEquals(FeedException.Code.NO_STORE, refused.code());
    }

    @Test
    void accept_largeContent_isFetchedAndAMissingOneIsAReason(@TempDir Path folder)
            throws IOException {
        ContentStore store = ContentStore.in(folder);
        ClaimCheck claim = store.put(Events.open("1").getInput(), LocalDate.of(2026, 10, 1));
        RowBuilder fetching = builder(new Contents(Optional.empty(), Optional.of(store)));
        Content large = Content.newBuilder().setClaim(claim).build();

        assertTrue(accept(fetching, e -> e.setInput(large)).isPresent());
        store.deleteBefore(LocalDate.of(2026, 11, 1));
        assertTrue(accept(fetching, e -> e.setEventId("2").setInput(large)).isEmpty());

        assertEquals(
                Map.of(DropReason.CLAIM_CHECK.label(), 1L),
                fetching.funnel().counts().get(DropReason.CLAIM_CHECK.stage().ordinal()).dropped());
    }

    private Optional<Row> accept(Consumer<TrafficEvent.Builder> change) {
        return accept(rows, change);
    }

    private static Optional<Row> accept(RowBuilder rows, Consumer<TrafficEvent.Builder> change) {
        TrafficEvent.Builder event = Events.open("1").toBuilder();
        change.accept(event);
        return rows.accept(
                new TopicRecord(
                        0, 0, Optional.of("dev.strata.traffic.v1"), event.build().toByteString()));
    }

    private static void drops(DropReason reason, Consumer<TrafficEvent.Builder> change) {
        RowBuilder fresh = builder(new Contents(Optional.empty()));
        assertTrue(accept(fresh, change).isEmpty(), reason.label());
        assertEquals(
                Map.of(reason.label(), 1L),
                fresh.funnel().counts().get(reason.stage().ordinal()).dropped());
    }
}
