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
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one POST again and again over kept connections, as many as there are requests under way.
 * One event loop, so that the sender itself adds little. Thread-safe.
 */
final class HttpSender implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int OK = 200;

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Bootstrap bootstrap;
    private final String path;
    private final byte[] body;
    private final Map<String, String> headers;

    /** Only touched by the event loop. */
    private final ArrayDeque<Channel> idle = new ArrayDeque<>();

    HttpSender(int port, String path, String body, Map<String, String> headers) {
        this.path = path;
        this.body = body.getBytes(UTF_8);
        this.headers = Map.copyOf(headers);
        this.bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .remoteAddress("127.0.0.1", port)
                        .handler(new Pipeline());
    }

    /** Completes with the answer's length once it is whole; exceptionally where it is no 200. */
    CompletableFuture<Integer> send() {
        return send(body);
    }

    /** The same with another body. */
    CompletableFuture<Integer> send(String other) {
        return send(other.getBytes(UTF_8));
    }

    private CompletableFuture<Integer> send(byte[] sent) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        group.execute(() -> {
            Channel channel = idle.poll();
            if (channel == null) {
                bootstrap
                        .connect()
                        .addListener((ChannelFuture connected) -> {
                            if (connected.isSuccess()) {
                                post(connected.channel(), sent, done);
                            } else {
                                done.completeExceptionally(connected.cause());
                            }
                        });
            } else {
                post(channel, sent, done);
            }
        });
        return done;
    }

    private void post(Channel channel, byte[] sent, CompletableFuture<Integer> done) {
        channel.pipeline().get(Answer.class).done = done;
        var request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.wrappedBuffer(sent));
        request.headers()
                .set(HttpHeaderNames.HOST, "127.0.0.1")
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, sent.length);
        headers.forEach((name, value) -> request.headers().set(name, value));
        channel.writeAndFlush(request, channel.voidPromise());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline()
                    .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(LARGEST_BODY),
                            new Answer());
        }
    }

    private final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private @Nullable CompletableFuture<Integer> done;

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            CompletableFuture<Integer> waiting = done;
            done = null;
            idle.push(context.channel());
            if (waiting == null) {
                return;
            }
            if (answer.status().code() == OK) {
                waiting.complete(answer.content().readableBytes());
            } else {
                waiting.completeExceptionally(
                        new IllegalStateException(
                                "answered %s: %s"
                                        .formatted(
                                                answer.status(),
                                                answer.content().toString(UTF_8))));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            idle.remove(context.channel());
            fail(new IllegalStateException("the connection was closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause);
            context.close();
        }

        private void fail(Throwable cause) {
            CompletableFuture<Integer> waiting = done;
            done = null;
            if (waiting != null) {
                waiting.completeExceptionally(cause);
            }
        }
    }
}
