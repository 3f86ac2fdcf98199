package dev.strata.gateway.capture.spool;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Records that can never be sent, kept aside on disk for people, one JSON object a line, up to a
 * number of bytes of all runs together. One thread.
 */
public final class DeadLetters implements AutoCloseable {
    private static final String SUFFIX = ".jsonl";
    private static final int LONGEST_REASON = 300;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Disk disk;
    private final InstantSource clock;
    private final long maxBytes;
    private long bytes;
    private Disk.@Nullable Out file;

    /** As it is written; {@code ./strata feed dead-letters} reads it. */
    private record Line(String at, String kind, String reason, String bytes) {}

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
     * @param reason why it cannot be sent; its begin is kept
     * @return false where there is no room
     */
    public boolean keep(Kind kind, ByteString record, String reason) throws IOException {
        Line line =
                new Line(
                        clock.instant().toString(),
                        kind.name().toLowerCase(Locale.ROOT),
                        reason.substring(0, Math.min(LONGEST_REASON, reason.length())),
                        Base64.getEncoder().encodeToString(record.toByteArray()));
        byte[] encoded = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes + encoded.length > maxBytes) {
            return false;
        }
        Disk.Out out = file;
        if (out == null) {
            out = disk.create("dead-%016d%s".formatted(clock.millis(), SUFFIX));
            disk.forceNames();
            file = out;
        }
        out.append(ByteBuffer.wrap(encoded));
        out.force();
        bytes += encoded.length;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
