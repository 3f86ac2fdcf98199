package dev.strata.gateway.tier;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The channels to one process that runs tiers, one for each event loop. Thread-safe. */
final class TierEndpoint {
    /** A link that came back is tried anew by then, however long it was away. */
    private static final int CONNECT_MILLIS = 2000;

    private static final int WINDOW_BYTES = 1 << 20;

    private final ReplicaAddress address;
    private final EventLoops loops;
    private final List<ManagedChannel> channels;
    private final List<TierGrpc.TierStub> stubs;
    private final ClockSkew skew;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile long roundTripNanos;

    TierEndpoint(
            ReplicaAddress address,
            int maxMessageBytes,
            ChannelCredentials credentials,
            EventLoops loops) {
        this.address = address;
        this.skew = new ClockSkew(address.label());
        this.loops = loops;
        Supplier<NettyChannelBuilder> builder =
                () ->
                        NettyChannelBuilder.forAddress(address.socket(), credentials)
                                .overrideAuthority(address.authority())
                                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                                // The gateway never blocks on what it hears: no hop is needed.
                                .directExecutor()
                                .maxInboundMessageSize(maxMessageBytes)
                                // As large as gRPC begins with; it would ping to make it larger.
                                .flowControlWindow(WINDOW_BYTES)
                                .keepAliveTime(30, TimeUnit.SECONDS)
                                .keepAliveTimeout(10, TimeUnit.SECONDS);
        this.channels =
                loops.all().isEmpty()
                        ? List.of(builder.get().build())
                        : loops.all().stream().map(loop -> on(loop, builder.get())).toList();
        this.stubs = channels.stream().map(TierGrpc::newStub).toList();
    }

    private static ManagedChannel on(EventLoop loop, NettyChannelBuilder builder) {
        return builder.eventLoopGroup(loop).channelType(NioSocketChannel.class).build();
    }

    ReplicaAddress address() {
        return address;
    }

    /** Calls on this very thread where it is an event loop. */
    TierGrpc.TierStub stub() {
        return stubs.get(loops.own());
    }

    /** How far its clock is from this gateway's, as of its last answer. */
    ClockSkew skew() {
        return skew;
    }

    /** How long the last question took that was answered; 0 before the first. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /**
     * Asks once what runs there, over the channels by turns, so that none is dead for long without
     * being seen; exactly one of the two is called.
     */
    void describe(
            Duration timeout, Consumer<DescribeResponse> answer, Consumer<Throwable> failure) {
        for (ManagedChannel channel : channels) {
            // Connected before the first request is there to wait for it.
            if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
                // A tier that came back is seen at the next look, not when the back-off ends.
                channel.resetConnectBackoff();
            }
        }
        long asked = System.nanoTime();
        stubs.get(Math.floorMod(turn.getAndIncrement(), stubs.size()))
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .describe(
                        DescribeRequest.getDefaultInstance(),
                        new StreamObserver<>() {
                            private @Nullable DescribeResponse heard;

                            @Override
                            public void onNext(DescribeResponse value) {
                                heard = value;
                                roundTripNanos = System.nanoTime() - asked;
                            }

                            @Override
                            public void onError(Throwable error) {
                                if (Status.fromThrowable(error).getCode()
                                        == Status.Code.DEADLINE_EXCEEDED) {
                                    // A cut link leaves connections that are dead for minutes.
                                    channels.forEach(ManagedChannel::enterIdle);
                                }
                                failure.accept(error);
                            }

                            @Override
                            public void onCompleted() {
                                if (heard != null) {
                                    answer.accept(heard);
                                }
                            }
                        });
    }

    /** Takes no new call; those under way go on. */
    void retire() {
        channels.forEach(ManagedChannel::shutdown);
    }

    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
