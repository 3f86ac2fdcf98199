package dev.strata.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens streams of server-sent events at a gateway, each on a connection. Thread-safe. */
final class SseStreams implements AutoCloseable {
    private static final int OK = 200;
    private static final String DONE = "[DONE]";

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Bootstrap bootstrap;

    /** Only touched by the event loop. */
    private final ArrayDeque<Channel> idle = new ArrayDeque<>();

    SseStreams(int port) {
        bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .remoteAddress("127.0.0.1", port)
                        .handler(new Pipeline());
    }

    /** Asks for an answer of so many tokens at most. */
    OpenedStream open(int maxTokens) {
        OpenedStream stream = new OpenedStream();
        byte[] body =
                "{\"model\":\"%s\",\"stream\":true,\"max_tokens\":%d,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(StubTier.NAME, maxTokens, BenchClients.QUESTION)
                        .getBytes(UTF_8);
        group.execute(() -> {
            Channel channel = idle.poll();
            if (channel == null) {
                bootstrap
                        .connect()
                        .addListener((ChannelFuture made) -> connected(made, body, stream));
            } else {
                post(channel, body, stream);
            }
        });
        return stream;
    }

    private static void connected(ChannelFuture made, byte[] body, OpenedStream stream) {
        if (made.isSuccess()) {
            post(made.channel(), body, stream);
        } else {
            stream.fail(made.cause());
        }
    }

    private static void post(Channel channel, byte[] body, OpenedStream stream) {
        channel.pipeline().get(Events.class).stream = stream;
        var request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.POST,
                        BenchClients.PATH,
                        Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, "127.0.0.1")
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        channel.writeAndFlush(request, channel.voidPromise());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpClientCodec(), new Events());
        }
    }

    private final class Events extends SimpleChannelInboundHandler<HttpObject> {
        private static final String WORD = "\"content\":\"harvest";

        private @Nullable OpenedStream stream;
        private boolean isDone;

        /** The end of what came before: a word may come in two parts. */
        private String tail = "";

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            OpenedStream listening = stream;
            if (listening == null) {
                return;
            }
            if (part instanceof HttpResponse head && head.status().code() != OK) {
                listening.fail(new IllegalStateException("answered " + head.status()));
                context.close();
                return;
            }
            if (part instanceof HttpContent content) {
                String text = tail + content.content().toString(UTF_8);
                tail = text.substring(Math.max(0, text.length() - WORD.length()));
                if (!listening.first().isDone() && text.contains(WORD)) {
                    listening.spoke();
                }
                isDone |= text.contains(DONE);
            }
            if (part instanceof LastHttpContent) {
                end(listening, context.channel());
            }
        }

        private void end(OpenedStream listening, Channel channel) {
            stream = null;
            if (isDone) {
                listening.end();
            } else {
                listening.fail(new IllegalStateException("a stream ended without [DONE]"));
            }
            isDone = false;
            tail = "";
            idle.push(channel);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            idle.remove(context.channel());
            OpenedStream listening = stream;
            if (listening != null) {
                listening.fail(new IllegalStateException("the connection was closed"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            OpenedStream listening = stream;
            if (listening != null) {
                listening.fail(cause);
            }
            context.close();
        }
    }
}
