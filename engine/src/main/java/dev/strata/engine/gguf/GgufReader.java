package dev.strata.engine.gguf;

import dev.strata.engine.EngineException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A little-endian cursor over a GGUF file that never reads past its end. Not thread-safe. */
final class GgufReader {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MemorySegment file;
    private long position;

    GgufReader(Path path, MemorySegment file, long position) {
        this.path = path;
        this.file = file;
        this.position = position;
    }

    long position() {
        return position;
    }

    int u8(String what) {
        return Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, take(1, what)));
    }

    short i16(String what) {
        return file.get(SHORT, take(2, what));
    }

    int i32(String what) {
        return file.get(INT, take(4, what));
    }

    long i64(String what) {
        return file.get(LONG, take(8, what));
    }

    String string(String what) {
        long length = count(1, what);
        long at = take(length, what);
        return new String(
                file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Passes over a string and checks that it is there. */
    void skipString(String what) {
        take(count(1, what), what);
    }

    void skip(long bytes, String what) {
        take(bytes, what);
    }

    /** A count of elements that must fit into what is left of the file. */
    long count(long elementBytes, String what) {
        long count = i64(what);
        if (count < 0 || count > (file.byteSize() - position) / elementBytes) {
            throw BadModel.of(
                    subject(),
                    "is truncated or corrupt at " + what,
                    "at most " + (file.byteSize() - position) / elementBytes + " elements",
                    Long.toUnsignedString(count),
                    "fetch the file again");
        }
        return count;
    }

    private long take(long bytes, String what) {
        if (bytes > file.byteSize() - position) {
            throw truncated(what, bytes);
        }
        long at = position;
        position += bytes;
        return at;
    }

    private EngineException truncated(String what, long bytes) {
        return BadModel.of(
                subject(),
                "is truncated at " + what,
                bytes + " bytes at offset " + position,
                (file.byteSize() - position) + " bytes",
                "fetch the file again");
    }

    private String subject() {
        return "model file '" + path + "'";
    }
}
