package dev.strata.gateway.capture.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpoolTest {
    private static final SpoolLimits LIMITS =
            new SpoolLimits(4096, 512, 256, Duration.ofSeconds(10), Duration.ofHours(1), 1024);

    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private PowerCutDisk disk = new PowerCutDisk();

    @Test
    void next_afterForce_givesRecordsInOrder() throws Exception {
        Spool spool = open();
        append(spool, "a", "b");
        assertEquals(List.of(), spool.next(1));

        assertEquals(2, spool.force());

        assertEquals(List.of("a", "b"), drain(spool));
        assertEquals(2, spool.forced());
    }

    @Test
    void open_afterPowerCut_hasForcedRecordsAndNoOthers() throws Exception {
        Spool spool = open();
        List<String> forced = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            append(spool, "event-" + i);
            if (i % 3 == 2) {
                spool.force();
                forced = names(i + 1);
            }
            // Every moment is a possible end.
            List<String> found = drain(Spool.open(disk.afterPowerCut(), LIMITS, () -> now));
            assertTrue(found.containsAll(forced), () -> "lost some of " + found);
            assertEquals(names(found.size()), found);
        }
    }

    @Test
    void open_tornFrame_readsUpToIt() throws Exception {
        Spool spool = open();
        append(spool, "whole", "spoilt");
        spool.force();
        disk.spoil(Segment.name(0), Segment.HEADER_BYTES + (int) Frame.sizeOf(5) + 12);

        Spool again = Spool.open(disk.afterPowerCut(), LIMITS, () -> now);

        assertEquals(List.of("whole"), drain(again));
        assertEquals(Frame.sizeOf(6), again.tornBytes());
    }

    @Test
    void settle_lastOfClosedSegment_deletesIt() throws Exception {
        Spool spool = open();
        append(spool, "x".repeat(200), "y".repeat(200));
        spool.force();
        SpoolRecord first = spool.next(1).getFirst();
        SpoolRecord second = spool.next(1).getFirst();
        assertEquals(2, disk.names().size());

        spool.settle(first.place());
        assertEquals(List.of(Segment.name(1)), disk.names());

        spool.settle(second.place());
        spool.tidy();
        assertEquals(List.of(), disk.names());
        assertEquals(0, spool.bytes());
    }

    @Test
    void next_many_readsEachOnceInOrderUpToTheMost() throws Exception {
        Disk large = new PowerCutDisk();
        SpoolLimits limits =
                new SpoolLimits(
                        1 << 22, 1, 1 << 22, Duration.ofHours(1), Duration.ofDays(1), 1 << 20);
        Spool spool = Spool.open(large, limits, () -> now);
        String half = "h".repeat(Frame.CHUNK_BYTES / 2);
        String longer = "l".repeat(Frame.CHUNK_BYTES + 1);
        append(spool, "a", "b", "c", half, half, longer, "end");
        spool.force();

        List<List<String>> found = new ArrayList<>();
        for (var some = spool.next(3); !some.isEmpty(); some = spool.next(3)) {
            found.add(some.stream().map(one -> one.bytes().toStringUtf8()).toList());
        }

        assertEquals(
                List.of(
                        List.of("a", "b", "c"),
                        List.of(half),
                        List.of(half),
                        List.of(longer),
                        List.of("end")),
                found);
    }

    @Test
    void open_unsettledRecords_areReadAgain() throws Exception {
        Spool spool = open();
        append(spool, "a", "b");
        spool.force();
        SpoolRecord first = spool.next(1).getFirst();
        spool.settle(first.place());
        spool.close();

        assertEquals(List.of("a", "b"), drain(open()));
        assertEquals(
                Optional.of(first.bytes()), spool.again(first.place()).map(SpoolRecord::bytes));
    }

    @Test
    void append_fullSpool_refusesAllButReserved() throws Exception {
        Spool spool = open();
        int written = 0;
        while (spool.append(Kind.TRAFFIC, bytes("x".repeat(100)), false)
                instanceof Append.Written) {
            written++;
        }

        assertTrue(written > 20, "" + written);
        assertInstanceOf(
                Append.Written.class, spool.append(Kind.FEEDBACK, bytes("x".repeat(100)), true));
        assertInstanceOf(
                Append.TooLarge.class, spool.append(Kind.TRAFFIC, bytes("x".repeat(1025)), false));
        assertTrue(spool.bytes() <= LIMITS.maxBytes());
    }

    @Test
    void append_diskFull_refusesAndKeepsWhatWasWritten() throws Exception {
        Spool spool = open();
        append(spool, "before");
        disk.leaveRoom(10);
        Append.Failed failed =
                assertInstanceOf(
                        Append.Failed.class, spool.append(Kind.TRAFFIC, bytes("during"), false));
        assertEquals(0, failed.lost());
        disk.leaveRoom(Long.MAX_VALUE);

        append(spool, "after");
        spool.force();

        assertEquals(List.of("before", "after"), drain(spool));
        assertEquals(
                List.of("before", "after"),
                drain(Spool.open(disk.afterPowerCut(), LIMITS, () -> now)));
    }

    @Test
    void append_diskFullAndNoTruncate_losesUnforcedAndCountsThem() throws Exception {
        Spool spool = open();
        append(spool, "forced");
        spool.force();
        append(spool, "unforced");
        disk.leaveRoom(3);
        disk.refuseTruncate(true);

        Append.Failed failed =
                assertInstanceOf(
                        Append.Failed.class, spool.append(Kind.TRAFFIC, bytes("during"), false));

        assertEquals(1, failed.lost());
        disk.leaveRoom(Long.MAX_VALUE);
        append(spool, "after");
        spool.force();
        assertEquals(List.of("forced", "after"), drain(spool));
    }

    @Test
    void force_refused_losesPendingAndGoesOnElsewhere() throws Exception {
        Spool spool = open();
        append(spool, "forced");
        spool.force();
        append(spool, "unforced");
        disk.refuseForce(true);
        assertEquals(1, spool.pending());
        assertThrows(IOException.class, spool::force);
        assertEquals(0, spool.pending());
        disk.refuseForce(false);

        append(spool, "after");
        spool.force();

        assertEquals(List.of("forced", "after"), drain(spool));
        assertEquals(
                List.of("forced", "after"),
                drain(Spool.open(disk.afterPowerCut(), LIMITS, () -> now)));
    }

    @Test
    void tidy_oldSegments_areGivenUpAndCounted() throws Exception {
        Spool spool = open();
        append(spool, "a", "b", "c");
        spool.force();
        SpoolRecord read = spool.next(1).getFirst();
        now = now.plus(Duration.ofMinutes(30));
        assertEquals(0, spool.tidy());
        assertEquals(Duration.ofMinutes(30), spool.oldestAge());
        now = now.plus(Duration.ofMinutes(31));

        assertEquals(3, spool.tidy());

        assertEquals(Optional.empty(), spool.again(read.place()));
        spool.settle(read.place());
        assertEquals(0, spool.bytes());
        assertEquals(Duration.ZERO, spool.oldestAge());
    }

    @Test
    void keep_deadLetters_stopsAtItsBytesOverRuns() throws Exception {
        try (DeadLetters letters = DeadLetters.open(disk, () -> now, 300)) {
            assertTrue(letters.keep(Kind.TRAFFIC, bytes("x".repeat(40)), "too large"));
        }
        now = now.plusSeconds(1);
        try (DeadLetters letters = DeadLetters.open(disk, () -> now, 300)) {
            assertTrue(letters.keep(Kind.TRAFFIC, bytes("x".repeat(40)), "too large"));
            assertTrue(!letters.keep(Kind.TRAFFIC, bytes("x".repeat(40)), "too large"));
        }
        assertEquals(2, disk.afterPowerCut().names().size());
        assertEquals(List.of(), drain(open()));
    }

    private Spool open() throws IOException {
        return Spool.open(disk, LIMITS, () -> now);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "event-" + i).toList();
    }

    private static void append(Spool spool, String... records) {
        for (String record : records) {
            assertEquals(new Append.Written(), spool.append(Kind.TRAFFIC, bytes(record), false));
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static List<String> drain(Spool spool) throws IOException {
        List<String> found = new ArrayList<>();
        for (var some = spool.next(2); !some.isEmpty(); some = spool.next(2)) {
            some.forEach(one -> found.add(one.bytes().toStringUtf8()));
        }
        return found;
    }
}
