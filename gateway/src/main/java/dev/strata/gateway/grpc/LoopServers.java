package dev.strata.gateway.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.grpc.spi.GrpcBuilderProvider;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server that Quarkus starts: on all event loops that HTTP has, each connection's calls
 * handled on the thread that reads them. See docs/adr/0331. Stateless.
 */
public final class LoopServers implements GrpcBuilderProvider<LoopServerBuilder> {
    private static final int WINDOW_BYTES = 1 << 20;

    @Override
    public boolean providesServer(GrpcServerConfiguration configuration) {
        return true;
    }

    @Override
    public LoopServerBuilder createServerBuilder(
            Vertx vertx, GrpcServerConfiguration configuration, LaunchMode mode) {
        requirePlain(configuration);
        int port = mode == LaunchMode.TEST ? configuration.testPort() : configuration.port();
        NettyServerBuilder netty =
                NettyServerBuilder.forAddress(new InetSocketAddress(configuration.host(), port))
                        // As large as gRPC begins with; it would ping to make it larger.
                        .flowControlWindow(WINDOW_BYTES)
                        // Nothing that a call does blocks.
                        .directExecutor();
        EventLoopGroup loops = vertx.nettyEventLoopGroup();
        if (loops instanceof NioEventLoopGroup) {
            netty.bossEventLoopGroup(loops)
                    .workerEventLoopGroup(loops)
                    .channelType(NioServerSocketChannel.class);
        }
        GrpcServerConfiguration.GrpcServerNettyConfig kept = configuration.netty();
        kept.keepAliveTime()
                .ifPresent(time -> netty.keepAliveTime(time.toNanos(), TimeUnit.NANOSECONDS));
        kept.permitKeepAliveTime()
                .ifPresent(time -> netty.permitKeepAliveTime(time.toNanos(), TimeUnit.NANOSECONDS));
        kept.permitKeepAliveWithoutCalls().ifPresent(netty::permitKeepAliveWithoutCalls);
        return new LoopServerBuilder(netty);
    }

    /** Not heeded here, and must not be passed over. */
    private static void requirePlain(GrpcServerConfiguration configuration) {
        var ssl = configuration.ssl();
        if (ssl.certificate().isPresent() || ssl.key().isPresent() || ssl.keyStore().isPresent()) {
            throw new IllegalArgumentException(
                    "quarkus.grpc.server.ssl is set: expected TLS to be set by strata.client-tls, got a certificate, key or key store of Quarkus' own; move it");
        }
    }

    @Override
    public void startServer(Server server) throws IOException {
        var _ = server.start();
    }

    @Override
    public void postStartup(Server server, ShutdownContext shutdown) {}

    @Override
    public void devModeReload(
            List<ServerServiceDefinition> services,
            Map<String, ServerMethodDefinition<?, ?>> methods,
            List<ServerInterceptor> interceptors,
            ShutdownContext shutdown) {
        throw new UnsupportedOperationException("the gateway has no development mode");
    }

    @Override
    public boolean serverAlreadyExists() {
        return false;
    }

    @Override
    public String serverInfo(String host, int port, GrpcServerConfiguration configuration) {
        return "gRPC server on %s:%d".formatted(host, port);
    }

    @Override
    public boolean providesChannel(GrpcClientConfiguration configuration) {
        return false;
    }

    @Override
    public String resolver() {
        return "";
    }

    @Override
    public ManagedChannelBuilder<?> createChannelBuilder(
            GrpcClientConfiguration configuration, String target) {
        throw new UnsupportedOperationException("channels are not provided");
    }

    @Override
    public String channelInfo(GrpcClientConfiguration configuration) {
        return "";
    }
}
