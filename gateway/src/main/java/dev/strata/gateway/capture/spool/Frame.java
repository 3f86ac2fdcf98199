package dev.strata.gateway.capture.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a record lies in a segment: length of the body (4 bytes), CRC32C of the body (4), kind (1),
 * bytes. A frame whose length or checksum is wrong is where a cut fell; what follows is not read.
 */
record Frame(Kind kind, ByteString bytes) {
    static final int HEADER_BYTES = 8;

    /** How much is read at once. */
    static final int CHUNK_BYTES = 1 << 18;

    /** Bytes of the whole frame of a record with {@code size} bytes. */
    static long sizeOf(int size) {
        return HEADER_BYTES + 1L + size;
    }

    ByteBuffer encode() {
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(sizeOf(bytes.size())));
        frame.position(HEADER_BYTES);
        frame.put(kind.code());
        bytes.copyTo(frame);
        frame.putInt(0, bytes.size() + 1);
        frame.putInt(4, checksum(frame.array(), HEADER_BYTES, bytes.size() + 1));
        return frame.flip();
    }

    /** The frame at {@code position}, if a whole and sound one ends at or before {@code end}. */
    static Optional<Frame> read(Disk.In file, long position, long end) throws IOException {
        if (position + HEADER_BYTES + 1 > end) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        file.read(header, position);
        if (header.hasRemaining()) {
            return Optional.empty();
        }
        int length = header.getInt(0);
        if (length < 1 || position + HEADER_BYTES + length > end) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        file.read(body, position + HEADER_BYTES);
        if (body.hasRemaining() || checksum(body.array(), 0, length) != header.getInt(4)) {
            return Optional.empty();
        }
        return Kind.of(body.get(0))
                .map(kind -> new Frame(kind, ByteString.copyFrom(body.array(), 1, length - 1)));
    }

    /**
     * The frames from {@code position} on, read at once: up to {@code most}, up to the first that
     * is not whole and sound, and no more than {@link #CHUNK_BYTES} where there are several.
     */
    static List<Frame> readAll(Disk.In file, long position, long end, int most) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, end - position));
        file.read(chunk, position);
        chunk.flip();
        List<Frame> frames = new ArrayList<>();
        for (Optional<Frame> next = next(chunk);
                next.isPresent();
                next = frames.size() < most ? next(chunk) : Optional.empty()) {
            frames.add(next.get());
        }
        // A frame may be longer than a chunk.
        return frames.isEmpty() ? read(file, position, end).stream().toList() : frames;
    }

    private static Optional<Frame> next(ByteBuffer chunk) {
        if (chunk.remaining() <= HEADER_BYTES) {
            return Optional.empty();
        }
        int at = chunk.position();
        int length = chunk.getInt(at);
        int body = at + HEADER_BYTES;
        if (length < 1
                || length > chunk.limit() - body
                || checksum(chunk.array(), body, length) != chunk.getInt(at + 4)) {
            return Optional.empty();
        }
        chunk.position(body + length);
        // Nobody writes to the chunk any more.
        return Kind.of(chunk.get(body))
                .map(kind ->
                        new Frame(
                                kind,
                                UnsafeByteOperations.unsafeWrap(
                                        chunk.array(), body + 1, length - 1)));
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
