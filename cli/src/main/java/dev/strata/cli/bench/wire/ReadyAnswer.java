package dev.strata.cli.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * A whole answer of a gRPC call as HTTP/2 frames, a frame for each message: only the stream's
 * number is missing. Immutable.
 *
 * <p>Source: RFC 9113, section 4.1 (frames); RFC 7541, appendix A (fields that have an index).
 */
final class ReadyAnswer {
    static final int LARGEST_FRAME = 16_384;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_HEADERS = 0x4;
    private static final int END_STREAM = 0x1;
    private static final int STATUS_200 = 0x88;

    /** Content type is field 31 of the static table: 15 and 16 more; it is not remembered. */
    private static final byte[] CONTENT_TYPE = {0x0f, 0x10};

    private final byte[] frames;
    private final int[] streams;
    private final int dataBytes;

    private ReadyAnswer(byte[] frames, int[] streams, int dataBytes) {
        this.frames = frames;
        this.streams = streams;
        this.dataBytes = dataBytes;
    }

    /** An answer of these messages that ends well. */
    static ReadyAnswer of(List<? extends MessageLite> messages) {
        ByteBuf out = Unpooled.buffer();
        int[] streams = new int[messages.size() + 2];
        int frame = 0;
        int dataBytes = 0;
        streams[frame++] = frame(out, HEADERS, END_HEADERS, headers());
        for (MessageLite message : messages) {
            ByteBuf data = framed(message);
            if (data.readableBytes() > LARGEST_FRAME) {
                throw new IllegalArgumentException(
                        "message is too large for a frame: expected at most %d bytes, got %d"
                                .formatted(LARGEST_FRAME, data.readableBytes()));
            }
            dataBytes += data.readableBytes();
            streams[frame++] = frame(out, DATA, 0, data);
        }
        streams[frame] = frame(out, HEADERS, END_HEADERS | END_STREAM, trailers());
        byte[] frames = new byte[out.readableBytes()];
        out.readBytes(frames);
        return new ReadyAnswer(frames, streams, dataBytes);
    }

    private static ByteBuf headers() {
        ByteBuf block = Unpooled.buffer().writeByte(STATUS_200).writeBytes(CONTENT_TYPE);
        return text(block, "application/grpc");
    }

    private static ByteBuf trailers() {
        // A field that is spelt out and not remembered.
        return text(text(Unpooled.buffer().writeByte(0), "grpc-status"), "0");
    }

    private static ByteBuf text(ByteBuf block, String text) {
        return block.writeByte(text.length()).writeBytes(text.getBytes(US_ASCII));
    }

    /** As gRPC writes a message: not compressed, its length before it. */
    private static ByteBuf framed(MessageLite message) {
        byte[] bytes = message.toByteArray();
        return Unpooled.buffer().writeByte(0).writeInt(bytes.length).writeBytes(bytes);
    }

    /** Gives where the stream's number belongs. */
    private static int frame(ByteBuf out, int type, int flags, ByteBuf payload) {
        out.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
        int stream = out.writerIndex();
        out.writeInt(0).writeBytes(payload);
        return stream;
    }

    /** What it takes of the reader's windows. */
    int dataBytes() {
        return dataBytes;
    }

    /** Appends the answer to one request. */
    void writeTo(ByteBuf out, int stream) {
        int begin = out.writerIndex();
        out.writeBytes(frames);
        for (int at : streams) {
            out.setInt(begin + at, stream);
        }
    }
}
