package dev.strata.gateway.capture.spool;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The segments that exist, oldest first, and how far each was read and settled. Thread-safe. */
final class SegmentIndex {
    private final Disk disk;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private long nextNumber;
    private long bytes;
    private long tornBytes;

    SegmentIndex(Disk disk) {
        this.disk = disk;
    }

    /** Takes over what an earlier run left. */
    synchronized void recover() throws IOException {
        for (String name : disk.names()) {
            Optional<Long> number = Segment.numberOf(name);
            if (number.isEmpty()) {
                continue;
            }
            nextNumber = Math.max(nextNumber, number.get() + 1);
            Optional<Segment> found = Segment.recover(disk, number.get());
            try (Disk.In file = disk.open(name)) {
                tornBytes += file.size() - found.map(s -> s.end).orElse(0L);
            }
            if (found.isPresent()) {
                segments.put(number.get(), found.get());
                bytes += found.get().end;
            } else {
                disk.delete(name);
            }
        }
    }

    synchronized Segment begin(Instant now) {
        return new Segment(nextNumber++, now, Segment.HEADER_BYTES, false);
    }

    synchronized void add(Segment segment) {
        segments.put(segment.number, segment);
        bytes += segment.end;
    }

    synchronized void appended(Segment segment, long size) {
        segment.end += size;
        segment.pending++;
        bytes += size;
    }

    /** Makes what was appended readable; returns how many records that are. */
    synchronized int forced(Segment segment) {
        int count = segment.pending;
        segment.pending = 0;
        segment.durableEnd = segment.end;
        return count;
    }

    /** Forgets what was appended since the last force; returns how many records that are. */
    synchronized int abandoned(Segment segment) {
        int count = segment.pending;
        bytes -= segment.end - segment.durableEnd;
        segment.end = segment.durableEnd;
        segment.pending = 0;
        closed(segment);
        return count;
    }

    synchronized void closed(Segment segment) {
        segment.closed = true;
        if (segment.finished()) {
            drop(segment);
        }
    }

    synchronized boolean isSettled(Segment segment) {
        return segment.pending == 0 && !segment.hasUnread() && segment.unsettled == 0;
    }

    synchronized List<SpoolRecord> next(int most) throws IOException {
        for (Segment segment : List.copyOf(segments.values())) {
            if (!segment.hasUnread()) {
                continue;
            }
            List<SpoolRecord> found = readOn(segment, most);
            if (!found.isEmpty()) {
                segment.unsettled += found.size();
                return found;
            }
            // It was whole when it was forced or recovered: the disk has gone bad here.
            tornBytes += segment.durableEnd - segment.readAt;
            segment.readAt = segment.durableEnd;
            if (segment.finished()) {
                drop(segment);
            }
        }
        return List.of();
    }

    private List<SpoolRecord> readOn(Segment segment, int most) throws IOException {
        List<SpoolRecord> found = new ArrayList<>();
        for (Frame frame :
                Frame.readAll(segment.reader(disk), segment.readAt, segment.durableEnd, most)) {
            found.add(new SpoolRecord(segment.number, segment.readAt, frame.kind(), frame.bytes()));
            segment.readAt += Frame.sizeOf(frame.bytes().size());
        }
        return found;
    }

    synchronized Optional<SpoolRecord> again(SpoolRecord.Place place) throws IOException {
        Segment segment = segments.get(place.segment());
        return segment == null ? Optional.empty() : read(segment, place.position());
    }

    synchronized boolean settle(SpoolRecord.Place place) {
        Segment segment = segments.get(place.segment());
        if (segment == null) {
            return false;
        }
        segment.unsettled--;
        if (segment.finished()) {
            drop(segment);
        }
        return true;
    }

    /** Gives up closed segments made before {@code oldest}; returns how many records that costs. */
    synchronized int expire(Instant oldest) throws IOException {
        int lost = 0;
        for (Segment segment : new ArrayList<>(segments.values())) {
            if (segment.closed && segment.created.isBefore(oldest)) {
                lost += unsettledIn(segment);
                drop(segment);
            }
        }
        return lost;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long tornBytes() {
        return tornBytes;
    }

    synchronized Duration oldestAge(Instant now) {
        return segments.values().stream()
                .filter(s -> s.hasUnread() || s.unsettled > 0)
                .findFirst()
                .map(s -> Duration.between(s.created, now))
                .orElse(Duration.ZERO);
    }

    synchronized void closeReaders() throws IOException {
        for (Segment segment : segments.values()) {
            segment.closeReader();
        }
    }

    private Optional<SpoolRecord> read(Segment segment, long position) throws IOException {
        return Frame.read(segment.reader(disk), position, segment.durableEnd)
                .map(f -> new SpoolRecord(segment.number, position, f.kind(), f.bytes()));
    }

    private int unsettledIn(Segment segment) throws IOException {
        int count = segment.unsettled;
        long at = segment.readAt;
        Optional<Frame> frame = Frame.read(segment.reader(disk), at, segment.durableEnd);
        while (frame.isPresent()) {
            count++;
            at += Frame.sizeOf(frame.get().bytes().size());
            frame = Frame.read(segment.reader(disk), at, segment.durableEnd);
        }
        return count;
    }

    private void drop(Segment segment) {
        segments.remove(segment.number);
        bytes -= segment.end;
        try {
            segment.closeReader();
            disk.delete(segment.name());
        } catch (IOException _) {
            // Then the next run reads it again, and whoever reads the records knows their ids.
        }
    }
}
