package dev.strata.engine.graph;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A cursor over the fields of a protobuf message that never reads past its end and copies nothing
 * but texts. Not thread-safe.
 */
final class ProtoReader {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MOST_TEXT_BYTES = 1 << 16;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Path path;
    private final MemorySegment in;
    private long at;
    private int wire;

    ProtoReader(Path path, MemorySegment in) {
        this.path = path;
        this.in = in;
    }

    /** The number of the next field, or 0 at the end; its value must be read or skipped. */
    int next() {
        if (at == in.byteSize()) {
            return 0;
        }
        long tag = varint();
        wire = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > 1 << 29) {
            throw bad("a field number", field);
        }
        return (int) field;
    }

    /** A whole number; several of them where a list is packed: then the last one. */
    long whole() {
        if (wire != VARINT) {
            throw bad("a whole number", "wire type " + wire);
        }
        return varint();
    }

    /** Whether the field holds a length and bytes, as a packed list does. */
    boolean isBytes() {
        return wire == BYTES;
    }

    /** Whether there is nothing left. */
    boolean atEnd() {
        return at == in.byteSize();
    }

    /** A 32-bit floating-point number. */
    float real() {
        if (wire != FIXED32) {
            throw bad("a 32-bit number", "wire type " + wire);
        }
        return Float.intBitsToFloat(in.get(INT, take(4)));
    }

    /** Bytes, where they lie. */
    MemorySegment bytes() {
        if (wire != BYTES) {
            throw bad("bytes", "wire type " + wire);
        }
        long length = varint();
        return in.asSlice(take(length), length);
    }

    /** A message inside this one. */
    ProtoReader message() {
        return new ProtoReader(path, bytes());
    }

    /** A short text. */
    String text() {
        MemorySegment bytes = bytes();
        if (bytes.byteSize() > MOST_TEXT_BYTES) {
            throw bad("a name of at most " + MOST_TEXT_BYTES + " bytes", bytes.byteSize());
        }
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Passes over the field's value. */
    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case FIXED32 -> take(4);
            case BYTES -> bytes();
            default -> throw bad("a known wire type", wire);
        }
    }

    /** The next number of a packed list, or a tag. */
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get(ValueLayout.JAVA_BYTE, take(1));
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw bad("a whole number of 64 bits", "a longer one");
    }

    private long take(long bytes) {
        if (bytes < 0 || bytes > in.byteSize() - at) {
            throw bad("at most " + (in.byteSize() - at) + " bytes more", bytes);
        }
        long from = at;
        at += bytes;
        return from;
    }

    EngineException bad(Object expected, Object got) {
        return BadModel.of(
                "graph '" + path + "'",
                "is truncated or corrupt",
                expected,
                got,
                "fetch the model again");
    }
}
