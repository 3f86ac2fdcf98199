package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private final EventLoopGroup group = new NioEventLoopGroup(3);
    private final EventLoops loops = EventLoops.of(group);

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void own_onEachLoop_isItsPlace() throws Exception {
        assertEquals(3, loops.all().size());
        for (int i = 0; i < 3; i++) {
            assertEquals(i, loops.all().get(i).submit(loops::own).get(10, TimeUnit.SECONDS));
        }
        assertEquals(0, loops.own());
    }

    @Test
    void of_loopsOfAnotherKind_isNone() {
        EventLoopGroup other = new DefaultEventLoopGroup(1);
        try {
            assertTrue(EventLoops.of(other).all().isEmpty());
            assertEquals(0, EventLoops.NONE.own());
        } finally {
            other.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void stub_onALoop_isAnsweredOnIt() throws Exception {
        Server server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(new Described())
                        .build()
                        .start();
        TierEndpoint endpoint =
                new TierEndpoint(
                        new ReplicaAddress(
                                "tier:1", new InetSocketAddress("127.0.0.1", server.getPort())),
                        1 << 20,
                        InsecureChannelCredentials.create(),
                        loops);
        try {
            for (EventLoop loop : loops.all()) {
                CompletableFuture<Boolean> onIt = new CompletableFuture<>();
                loop.execute(() ->
                        endpoint.stub()
                                .describe(
                                        DescribeRequest.getDefaultInstance(),
                                        new Heard(loop, onIt)));
                assertTrue(onIt.get(10, TimeUnit.SECONDS));
            }
        } finally {
            endpoint.close();
            server.shutdownNow();
        }
    }

    private static final class Described extends TierGrpc.TierImplBase {
        @Override
        public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
            answer.onNext(DescribeResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private record Heard(EventLoop loop, CompletableFuture<Boolean> onIt)
            implements StreamObserver<DescribeResponse> {
        @Override
        public void onNext(DescribeResponse answer) {
            onIt.complete(loop.inEventLoop());
        }

        @Override
        public void onError(Throwable error) {
            onIt.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {}
    }
}
