package dev.strata.engine.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of a GGUF file's beginning being written. Not thread-safe. */
public final class GgufBytes extends ByteArrayOutputStream {

    public void i32(int value) {
        writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    public void i64(long value) {
        writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    /** A length and that many bytes of UTF-8. */
    public void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        i64(bytes.length);
        writeBytes(bytes);
    }
}
