package dev.strata.cli.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one HTTP/2 connection: answers each request once its end has come. Reads no
 * header; a request without content gets one answer, and every other request the other. Owned by
 * its event loop.
 */
final class ReadyConnection extends ByteToMessageDecoder {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int EMPTY_MESSAGE_BYTES = 5;
    private static final int FIRST_WINDOW = 65_535;
    private static final int LARGE_WINDOW = 1 << 30;
    private static final int NUMBER = 0x7fff_ffff;
    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private static final byte DATA = 0;
    private static final byte RST_STREAM = 3;
    private static final byte SETTINGS = 4;
    private static final byte PING = 6;
    private static final byte WINDOW_UPDATE = 8;

    private final ReadyAnswer toEmpty;
    private final ReadyAnswer toOthers;

    /** Bytes of the requests of which a part has come. */
    private final Map<Integer, Integer> begun = new HashMap<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long window = FIRST_WINDOW;
    private long received;
    private boolean greeted;
    private @Nullable ByteBuf reply;

    /** An answer for which the reader has no room yet. */
    private record Waiting(ReadyAnswer answer, int stream) {}

    ReadyConnection(ReadyAnswer toEmpty, ReadyAnswer toOthers) {
        this.toEmpty = toEmpty;
        this.toOthers = toOthers;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!greeted) {
            if (in.readableBytes() < PREFACE_BYTES) {
                return;
            }
            in.skipBytes(PREFACE_BYTES);
            greeted = true;
            greet(reply(context));
        }
        while (in.readableBytes() >= HEADER_BYTES) {
            int length = in.getUnsignedMedium(in.readerIndex());
            if (in.readableBytes() < HEADER_BYTES + length) {
                return;
            }
            in.skipBytes(3);
            byte type = in.readByte();
            byte flags = in.readByte();
            int stream = in.readInt() & NUMBER;
            take(reply(context), type, flags, stream, in.readSlice(length));
        }
    }

    private ByteBuf reply(ChannelHandlerContext context) {
        ByteBuf begun = reply;
        if (begun == null) {
            begun = context.alloc().buffer();
            reply = begun;
        }
        return begun;
    }

    private static void greet(ByteBuf out) {
        header(out, 6, SETTINGS, 0, 0).writeShort(INITIAL_WINDOW_SIZE).writeInt(LARGE_WINDOW);
        header(out, 4, WINDOW_UPDATE, 0, 0).writeInt(NUMBER - FIRST_WINDOW);
    }

    private static ByteBuf header(ByteBuf out, int length, byte type, int flags, int stream) {
        return out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    }

    private void take(ByteBuf out, byte type, byte flags, int stream, ByteBuf payload) {
        switch (type) {
            case DATA -> data(out, stream, payload.readableBytes(), (flags & END_STREAM) != 0);
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    settings(payload);
                    header(out, 0, SETTINGS, ACK, 0);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    header(out, payload.readableBytes(), PING, ACK, 0).writeBytes(payload);
                }
            }
            case WINDOW_UPDATE -> {
                if (stream == 0) {
                    window += payload.readInt() & NUMBER;
                    release(out);
                }
            }
            case RST_STREAM -> begun.remove(stream);
            default -> {
                // Headers say nothing that is not known, and the rest asks for nothing.
            }
        }
    }

    private void settings(ByteBuf payload) {
        int most = Math.max(toEmpty.dataBytes(), toOthers.dataBytes());
        while (payload.isReadable()) {
            int name = payload.readUnsignedShort();
            long value = payload.readUnsignedInt();
            if (name == INITIAL_WINDOW_SIZE && value < most) {
                throw new IllegalStateException(
                        "reader's window is too small: expected room for an answer of %d bytes, got %d"
                                .formatted(most, value));
            }
        }
    }

    private void data(ByteBuf out, int stream, int bytes, boolean last) {
        received += bytes;
        if (received > LARGE_WINDOW) {
            header(out, 4, WINDOW_UPDATE, 0, 0).writeInt((int) received);
            received = 0;
        }
        if (!last) {
            begun.merge(stream, bytes, Integer::sum);
            return;
        }
        Integer before = begun.isEmpty() ? null : begun.remove(stream);
        int all = bytes + (before == null ? 0 : before);
        waiting.add(new Waiting(all > EMPTY_MESSAGE_BYTES ? toOthers : toEmpty, stream));
        release(out);
    }

    private void release(ByteBuf out) {
        for (Waiting next = waiting.peek();
                next != null && next.answer().dataBytes() <= window;
                next = waiting.peek()) {
            waiting.remove();
            window -= next.answer().dataBytes();
            next.answer().writeTo(out, next.stream());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        ByteBuf written = reply;
        if (written != null) {
            reply = null;
            context.writeAndFlush(written, context.voidPromise());
        }
        super.channelReadComplete(context);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        ByteBuf unsent = reply;
        if (unsent != null) {
            reply = null;
            unsent.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
