package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.PowerCutDisk;
import dev.strata.gateway.capture.spool.SpoolRecord;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.store.ContentStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureTest {
    private final PowerCutDisk disk = new PowerCutDisk();
    private final FakeTransport kafka = new FakeTransport();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void offer_events_reachKafkaAndLeaveNothingOnDisk() throws Exception {
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 100);
            await(() -> kafka.acknowledged().size() == 100);
        }

        assertEquals(ids(100), acknowledged());
        assertEquals(0, disk.names().size());
        assertEquals(100, count("accepted"));
        assertEquals(100, count("spooled"));
        assertEquals(100, count("sent"));
    }

    @Test
    void offer_kafkaRefuses_goesAgainFromDiskUntilItIsTaken() throws Exception {
        kafka.answer(_ -> new Delivery.Refused(new TimeoutException("no broker")));
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 50);
            await(() -> kafka.attempts() > 30);
            assertTrue(count("refused") > 0);

            kafka.answer(_ -> new Delivery.Acknowledged());

            await(() -> acknowledged().equals(ids(50)));
        }
        assertEquals(0, disk.names().size());
    }

    @Test
    void offer_kafkaHangs_boundsWhatIsUnderWay() throws Exception {
        kafka.hang();
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 50);
            await(() -> count("spooled") == 50 && kafka.mostUnderWay() == 8);

            kafka.release();

            await(() -> acknowledged().equals(ids(50)));
        }
    }

    @Test
    void start_afterPowerCut_shipsAllThatWasSpooled() throws Exception {
        kafka.hang();
        Capture cut = start(TestSettings.QUICK);
        offer(cut, 60);
        await(() -> count("spooled") == 60);
        PowerCutDisk found = disk.afterPowerCut();
        FakeTransport laterKafka = new FakeTransport();

        try (Capture again = start(found, laterKafka)) {
            await(() -> laterKafka.acknowledged().size() == 60);
            assertTrue(taken(again, "after"));
            await(() -> laterKafka.acknowledged().size() == 61);
        }
        assertEquals(0, found.names().size());
        kafka.release();
        cut.close();
    }

    @Test
    void record_feedback_isDurableWhenItReturns() throws Exception {
        kafka.hang();
        TestSettings slow = new TestSettings(1 << 20, 1 << 20, Duration.ofHours(1));
        Capture capture = start(slow);
        FeedbackEvent feedback = Events.correction("f", "better");

        capture.record(feedback);

        FakeTransport laterKafka = new FakeTransport();
        try (Capture _ = start(disk.afterPowerCut(), laterKafka)) {
            await(() -> laterKafka.acknowledged().size() == 1);
        }
        SpoolRecord sent = laterKafka.acknowledged().getFirst();
        assertEquals(Kind.FEEDBACK, sent.kind());
        assertEquals(feedback, FeedbackEvent.parseFrom(sent.bytes()));
        kafka.release();
        capture.close();
    }

    @Test
    void record_diskRefuses_throwsAndRecordsNothing() throws Exception {
        try (Capture capture = start(TestSettings.QUICK)) {
            disk.refuseForce(true);
            CaptureException error =
                    assertThrows(
                            CaptureException.class,
                            () -> capture.record(Events.correction("f", "better")));
            assertEquals(CaptureException.Code.SPOOL_FAILED, error.code());
            disk.refuseForce(false);

            capture.record(Events.correction("g", "better"));

            await(() -> kafka.acknowledged().size() == 1);
        }
    }

    @Test
    void record_writerFails_throwsAndDoesNotHang() throws Exception {
        try (Capture capture = start(TestSettings.QUICK)) {
            disk.breakDown();

            assertThrows(
                    RuntimeException.class, () -> capture.record(Events.correction("f", "better")));
        }
    }

    @Test
    void offer_refusedAndThenUnreadable_isNotLost() throws Exception {
        kafka.answer(_ -> new Delivery.Refused(new TimeoutException("no broker")));
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 20);
            await(() -> count("spooled") == 20 && kafka.attempts() > 20);
            disk.refuseRead(true);
            await(() -> disk.refusedReads() > 0);
            kafka.answer(_ -> new Delivery.Acknowledged());

            disk.refuseRead(false);

            await(() -> acknowledged().equals(ids(20)));
        }
    }

    @Test
    void offer_fullQueueOrSpoolOrDisk_dropsAndCountsAndGoesOn() throws Exception {
        kafka.hang();
        try (Capture capture = start(new TestSettings(1 << 20, 4096, Duration.ofMillis(5)))) {
            assertFalse(taken(capture, "x".repeat(1 << 20)));
            assertEquals(1, dropped(DropReason.QUEUE_FULL));
            assertTrue(taken(capture, "x".repeat(4096)));
            await(() -> dropped(DropReason.TOO_LARGE) == 1);
            offer(capture, 100);
            await(() -> dropped(DropReason.SPOOL_FULL) > 0);
            await(() -> count("spooled") + dropped(DropReason.SPOOL_FULL) == 100);
            kafka.release();
            await(() -> kafka.acknowledged().size() == count("spooled"));
            int before = kafka.acknowledged().size();

            disk.leaveRoom(0);
            assertTrue(taken(capture, "full"));
            await(() -> dropped(DropReason.SPOOL_FAILED) == 1);
            disk.leaveRoom(Long.MAX_VALUE);

            assertTrue(taken(capture, "room"));
            await(() -> kafka.acknowledged().size() == before + 1);
        }
    }

    @Test
    void offer_eventThatCanNeverBeSent_isPutAsideAndTheRestGoesOn() throws Exception {
        kafka.answer(record ->
                record.bytes().toStringUtf8().contains("question e-3")
                        ? new Delivery.Impossible(new RecordTooLargeException("large"))
                        : new Delivery.Acknowledged());
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 10);
            await(() -> kafka.acknowledged().size() == 9 && count("dead.letters") == 1);
        }
        assertEquals(1, disk.names().size());
        assertTrue(disk.names().getFirst().startsWith("dead-"));
    }

    @Test
    void offer_afterClose_isRefusedAndCounted() throws Exception {
        Capture capture = start(TestSettings.QUICK);
        capture.close();

        assertFalse(taken(capture, "late"));
        assertEquals(1, dropped(DropReason.CLOSED));
        assertEquals(
                CaptureException.Code.CLOSED,
                assertThrows(
                                CaptureException.class,
                                () -> capture.record(Events.correction("f", "late")))
                        .code());
    }

    @Test
    void delivery_ofFailures_isFinalOnlyWhereTryingAgainIsVain() {
        Throwable wrapped =
                new IllegalStateException("retries", new RecordTooLargeException("large"));
        Throwable suppressing = new IllegalStateException("retries");
        suppressing.addSuppressed(new RecordTooLargeException("large"));

        assertTrue(KafkaTransport.delivery(wrapped) instanceof Delivery.Impossible);
        assertTrue(KafkaTransport.delivery(suppressing) instanceof Delivery.Impossible);
        assertTrue(
                KafkaTransport.delivery(new TimeoutException("away")) instanceof Delivery.Refused);
    }

    @Test
    void offer_syncMode_isDoneWhenDurable() throws Exception {
        kafka.hang();
        Capture capture = start(TestSettings.QUICK.in(CaptureSettings.Mode.SYNC));
        assertTrue(capture.mustRecord());

        assertTrue(capture.offer(Events.open("e-0")).join());

        FakeTransport laterKafka = new FakeTransport();
        try (Capture _ = start(disk.afterPowerCut(), laterKafka)) {
            await(() -> laterKafka.acknowledged().size() == 1);
        }
        kafka.release();
        capture.close();
    }

    @Test
    void offer_syncModeAndDiskRefuses_saysFalseAndCounts() throws Exception {
        try (Capture capture = start(TestSettings.QUICK.in(CaptureSettings.Mode.SYNC))) {
            disk.refuseForce(true);

            assertFalse(capture.offer(Events.open("e-0")).join());

            assertEquals(1, dropped(DropReason.SPOOL_FAILED));
            disk.refuseForce(false);
            assertTrue(capture.offer(Events.open("e-1")).join());
        }
    }

    @Test
    void offer_bestEffort_sendsOnceFromMemoryAndCountsWhatIsRefused() throws Exception {
        kafka.answer(record ->
                record.bytes().toStringUtf8().contains("question e-3")
                        ? new Delivery.Refused(new TimeoutException("no broker"))
                        : new Delivery.Acknowledged());
        try (Capture capture = start(TestSettings.QUICK.in(CaptureSettings.Mode.BESTEFFORT))) {
            offer(capture, 10);
            await(() -> kafka.acknowledged().size() == 9);
            await(() -> dropped(DropReason.NOT_SENT) == 1);
            assertEquals(0, disk.names().size());
            capture.record(Events.correction("f", "durable in every mode"));
            assertEquals(1, count("spooled"));
        }
        assertEquals(10, kafka.attempts() - 1);
    }

    @Test
    void offer_largeContent_goesToTheContentStore(@TempDir Path folder) throws Exception {
        TrafficEvent large = large();
        try (Capture capture = start(TestSettings.QUICK.withContents(folder))) {
            assertTrue(capture.offer(large).join());
            await(() -> kafka.acknowledged().size() == 1);
        }

        TrafficEvent sent = TrafficEvent.parseFrom(kafka.acknowledged().getFirst().bytes());
        assertTrue(sent.getInput().hasClaim());
        assertTrue(sent.getAttempts(0).getOutput().hasPlain());
        assertEquals(large.getInput(), ContentStore.in(folder).get(sent.getInput().getClaim()));
        assertEquals(1, count("claimed"));
    }

    @Test
    void record_largeCorrection_goesToTheContentStore(@TempDir Path folder) throws Exception {
        try (Capture capture = start(TestSettings.QUICK.withContents(folder))) {
            capture.record(Events.correction("f", "y".repeat(3500)));
            await(() -> kafka.acknowledged().size() == 1);
        }

        FeedbackEvent sent = FeedbackEvent.parseFrom(kafka.acknowledged().getFirst().bytes());
        assertFalse(sent.hasCorrection());
        assertEquals(
                "y".repeat(3500),
                ContentStore.in(folder)
                        .get(sent.getSealedCorrection().getClaim())
                        .getPlain()
                        .getMessages(0)
                        .getContent());
    }

    @Test
    void offer_largeContentAndNoStore_staysInItsEvent(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        try (Capture capture = start(TestSettings.QUICK.withContents(file))) {
            assertTrue(capture.offer(large()).join());
            await(() -> kafka.acknowledged().size() == 1);
        }
        assertTrue(
                TrafficEvent.parseFrom(kafka.acknowledged().getFirst().bytes())
                        .getInput()
                        .hasPlain());
    }

    @Test
    void offer_event_mayBeKeptForTheRetention() throws Exception {
        try (Capture capture = start(TestSettings.QUICK)) {
            offer(capture, 1);
            await(() -> kafka.acknowledged().size() == 1);
        }
        TrafficEvent sent = TrafficEvent.parseFrom(kafka.acknowledged().getFirst().bytes());
        assertEquals(
                Duration.ofDays(395).toSeconds(),
                sent.getDeleteAfter().getSeconds() - sent.getStarted().getSeconds());
    }

    private static TrafficEvent large() {
        return Events.traffic("e", DataClass.DATA_CLASS_PUBLIC, "x".repeat(3500), "answer");
    }

    private static boolean taken(Capture capture, String id) {
        return capture.offer(Events.open(id)).join();
    }

    private Capture start(TestSettings settings) throws IOException {
        return Capture.start(
                settings, disk, new PrivateContent.Plain(), kafka, new CaptureMetrics(registry));
    }

    private static Capture start(PowerCutDisk disk, FakeTransport kafka) throws IOException {
        return Capture.start(
                TestSettings.QUICK,
                disk,
                new PrivateContent.Plain(),
                kafka,
                new CaptureMetrics(new SimpleMeterRegistry()));
    }

    private static void offer(Capture capture, int count) {
        for (int i = 0; i < count; i++) {
            assertTrue(taken(capture, "e-" + i));
        }
    }

    private static Set<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "e-" + i)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> acknowledged() {
        Set<String> ids = new TreeSet<>();
        for (SpoolRecord record : kafka.acknowledged()) {
            try {
                ids.add(TrafficEvent.parseFrom(record.bytes()).getEventId());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return ids;
    }

    private int count(String name) {
        return (int) registry.counter("strata.capture." + name).count();
    }

    private int dropped(DropReason reason) {
        return (int) registry.counter("strata.capture.dropped", "reason", reason.label()).count();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            LockSupport.parkNanos(2_000_000);
        }
    }
}
