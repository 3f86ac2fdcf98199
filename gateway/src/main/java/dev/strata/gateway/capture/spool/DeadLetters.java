package dev.strata.gateway.capture.spool;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Records that can never be sent, kept aside on disk for people, up to a number of bytes of all
 * runs together. One thread.
 */
public final class DeadLetters implements AutoCloseable {
    private static final String SUFFIX = ".letters";

    private final Disk disk;
    private final InstantSource clock;
    private final long maxBytes;
    private long bytes;
    private Disk.@Nullable Out file;

    private DeadLetters(Disk disk, InstantSource clock, long maxBytes) {
        this.disk = disk;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** Opens the dead letters beside the spool on {@code disk}. */
    public static DeadLetters open(Disk disk, InstantSource clock, long maxBytes)
            throws IOException {
        DeadLetters letters = new DeadLetters(disk, clock, maxBytes);
        for (String name : disk.names()) {
            if (name.endsWith(SUFFIX)) {
                try (Disk.In in = disk.open(name)) {
                    letters.bytes += in.size();
                }
            }
        }
        return letters;
    }

    /**
     * Keeps a record; forced when this returns.
     *
     * @return false where there is no room
     */
    public boolean keep(Kind kind, ByteString record) throws IOException {
        long size = Frame.sizeOf(record.size());
        if (bytes + size > maxBytes) {
            return false;
        }
        Disk.Out out = file;
        if (out == null) {
            out = disk.create("dead-%016d%s".formatted(clock.millis(), SUFFIX));
            disk.forceNames();
            file = out;
        }
        out.append(new Frame(kind, record).encode());
        out.force();
        bytes += size;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
