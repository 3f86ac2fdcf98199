package dev.strata.engine.graph;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One protobuf message being encoded. Not thread-safe. */
final class Message {

    /** A write that cannot fail, since it goes to memory. */
    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    Message whole(int field, long value) {
        return write(o -> o.writeInt64(field, value));
    }

    Message real(int field, float value) {
        return write(o -> o.writeFloat(field, value));
    }

    Message text(int field, String value) {
        return write(o -> o.writeString(field, value));
    }

    Message bytes(int field, byte[] value) {
        return write(o -> o.writeByteArray(field, value));
    }

    Message message(int field, Message value) {
        return bytes(field, value.encoded());
    }

    byte[] encoded() {
        write(CodedOutputStream::flush);
        return bytes.toByteArray();
    }

    private Message write(Write write) {
        try {
            write.to(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
