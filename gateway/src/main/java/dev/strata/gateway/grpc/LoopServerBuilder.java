package dev.strata.gateway.grpc;

import io.grpc.ForwardingServerBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.util.function.Consumer;

/** Builds the server of {@link LoopServers}, and tells of it once it is built. */
final class LoopServerBuilder extends ForwardingServerBuilder<LoopServerBuilder> {
    private final NettyServerBuilder netty;
    private Consumer<Server> built = _ -> {};

    LoopServerBuilder(NettyServerBuilder netty) {
        this.netty = netty;
    }

    @Override
    protected ServerBuilder<?> delegate() {
        return netty;
    }

    NettyServerBuilder netty() {
        return netty;
    }

    void whenBuilt(Consumer<Server> told) {
        built = told;
    }

    @Override
    public Server build() {
        Server server = netty.build();
        built.accept(server);
        return server;
    }
}
