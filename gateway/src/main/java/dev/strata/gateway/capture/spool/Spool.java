package dev.strata.gateway.capture.spool;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A queue on disk. One thread appends and forces; another reads what was forced, and settles each
 * record once it is safe elsewhere. A segment is deleted when all its records are settled; after a
 * restart every record that was forced and whose segment still exists is read again.
 */
public final class Spool implements AutoCloseable {
    private final Disk disk;
    private final SpoolLimits limits;
    private final InstantSource clock;
    private final SegmentIndex index;
    private @Nullable Active active;
    // Appended records that went with a segment that the disk refused.
    private int lost;
    private long forced;

    /** The segment that is written, and its file. */
    private record Active(Segment segment, Disk.Out file) {}

    private Spool(Disk disk, SpoolLimits limits, InstantSource clock) {
        this.disk = disk;
        this.limits = limits;
        this.clock = clock;
        this.index = new SegmentIndex(disk);
    }

    /** Opens the spool on {@code disk} with whatever an earlier run left there. */
    public static Spool open(Disk disk, SpoolLimits limits, InstantSource clock)
            throws IOException {
        Spool spool = new Spool(disk, limits, clock);
        spool.index.recover();
        return spool;
    }

    /**
     * Appends a record. Writer's thread only.
     *
     * @param reserved whether the bytes kept for what must not be refused may be used
     */
    public Append append(Kind kind, ByteString record, boolean reserved) {
        if (record.size() > limits.maxRecordBytes()) {
            return new Append.TooLarge(record.size());
        }
        long size = Frame.sizeOf(record.size());
        long most = reserved ? limits.maxBytes() : limits.maxBytes() - limits.reservedBytes();
        if (index.bytes() + size > most) {
            return new Append.Full();
        }
        int lostBefore = lost;
        try {
            Active target = writable(size);
            try {
                target.file().append(new Frame(kind, record).encode());
            } catch (IOException e) {
                takeBack(target);
                throw e;
            }
            index.appended(target.segment(), size);
            return new Append.Written();
        } catch (IOException e) {
            return new Append.Failed(e, lost - lostBefore);
        }
    }

    /** How many appended records are not forced yet. Writer's thread only. */
    public int pending() {
        return active == null ? 0 : active.segment().pending;
    }

    /**
     * Makes all appended records survive a power cut, and readable. Writer's thread only.
     *
     * @return how many
     * @throws IOException where the disk refuses; the {@link #pending()} records are then lost
     */
    public int force() throws IOException {
        if (active == null || active.segment().pending == 0) {
            return 0;
        }
        try {
            active.file().force();
        } catch (IOException e) {
            // After a failed force nobody knows what the disk holds: never append there again.
            abandon();
            throw e;
        }
        int count = index.forced(active.segment());
        forced += count;
        return count;
    }

    /**
     * Closes the active segment once it is old or settled, so that it can be deleted, and gives up
     * segments over the greatest age. Writer's thread only, with nothing pending.
     *
     * @return how many unsettled records were given up
     */
    public int tidy() throws IOException {
        if (active != null && !active.segment().isEmpty()) {
            Segment segment = active.segment();
            Duration age = Duration.between(segment.created, clock.instant());
            if (age.compareTo(limits.segmentAge()) >= 0 || index.isSettled(segment)) {
                closeActive();
            }
        }
        return index.expire(clock.instant().minus(limits.maxAge()));
    }

    /** How many records were forced since the spool was opened. Writer's thread only. */
    public long forced() {
        return forced;
    }

    /**
     * The next forced records, in order: at most {@code most}, and of no more than some 256 KiB
     * where they are more than one; none where there is none now. Reader's thread only.
     */
    public List<SpoolRecord> next(int most) throws IOException {
        return index.next(most);
    }

    /**
     * A record that was read before and is not settled yet; empty where it was given up or is no
     * longer sound.
     */
    public Optional<SpoolRecord> again(SpoolRecord.Place place) throws IOException {
        return index.again(place);
    }

    /**
     * Says that a record is done with. The last one of a closed segment deletes it.
     *
     * @return false where it was given up before
     */
    public boolean settle(SpoolRecord.Place place) {
        return index.settle(place);
    }

    /** Bytes of all segments. */
    public long bytes() {
        return index.bytes();
    }

    /** Bytes found unreadable: the torn end of a cut, or a bad disk. */
    public long tornBytes() {
        return index.tornBytes();
    }

    /** Age of the oldest segment that still holds something to send. */
    public Duration oldestAge() {
        return index.oldestAge(clock.instant());
    }

    /** Forces and closes; what is settled is deleted, the rest is for the next run. */
    @Override
    public void close() throws IOException {
        closeActive();
        index.closeReaders();
    }

    private Active writable(long size) throws IOException {
        if (active != null
                && !active.segment().isEmpty()
                && active.segment().end + size > limits.segmentBytes()) {
            closeActive();
        }
        Active open = active;
        if (open == null) {
            Segment segment = index.begin(clock.instant());
            Disk.Out file = disk.create(segment.name());
            try {
                file.append(Segment.header(segment.created));
                // Else a power cut takes the file with its name, however often it was forced.
                disk.forceNames();
            } catch (IOException e) {
                file.close();
                disk.delete(segment.name());
                throw e;
            }
            open = new Active(segment, file);
            active = open;
            index.add(segment);
        }
        return open;
    }

    private void closeActive() throws IOException {
        force();
        if (active != null) {
            Active closing = active;
            active = null;
            closing.file().close();
            index.closed(closing.segment());
        }
    }

    /** Cuts off a frame that was half written. */
    private void takeBack(Active target) {
        try {
            target.file().truncate(target.segment().end);
        } catch (IOException _) {
            abandon();
        }
    }

    /** Leaves a segment that the disk refuses to write; what was forced stays readable. */
    private void abandon() {
        Active left = active;
        active = null;
        if (left == null) {
            return;
        }
        try (Disk.Out file = left.file()) {
            file.truncate(left.segment().durableEnd);
        } catch (IOException _) {
            // The checksum of its last frame tells the next run where to stop.
        }
        lost += index.abandoned(left.segment());
    }
}
