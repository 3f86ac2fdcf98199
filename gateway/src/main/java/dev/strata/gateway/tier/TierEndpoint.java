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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The channel to one process that runs tiers. Thread-safe. */
final class TierEndpoint {
    /** A link that came back is tried anew by then, however long it was away. */
    private static final int CONNECT_MILLIS = 2000;

    private final ReplicaAddress address;
    private final ManagedChannel channel;
    private final TierGrpc.TierStub stub;
    private final ClockSkew skew;
    private volatile long roundTripNanos;

    TierEndpoint(ReplicaAddress address, int maxMessageBytes, ChannelCredentials credentials) {
        this.address = address;
        this.skew = new ClockSkew(address.label());
        this.channel =
                NettyChannelBuilder.forAddress(address.socket(), credentials)
                        .overrideAuthority(address.authority())
                        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        // The gateway never blocks on what it hears, so that no hop is needed.
                        .directExecutor()
                        .maxInboundMessageSize(maxMessageBytes)
                        .keepAliveTime(30, TimeUnit.SECONDS)
                        .keepAliveTimeout(10, TimeUnit.SECONDS)
                        .build();
        this.stub = TierGrpc.newStub(channel);
    }

    ReplicaAddress address() {
        return address;
    }

    TierGrpc.TierStub stub() {
        return stub;
    }

    /** How far its clock is from this gateway's, as of its last answer. */
    ClockSkew skew() {
        return skew;
    }

    /** How long the last question took that was answered; 0 before the first. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /** Asks once what runs there; exactly one of the two is called. */
    void describe(
            Duration timeout, Consumer<DescribeResponse> answer, Consumer<Throwable> failure) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // A tier that came back is seen at the next look, not when the back-off ends.
            channel.resetConnectBackoff();
        }
        long asked = System.nanoTime();
        stub.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
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
                                    channel.enterIdle();
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
        channel.shutdown();
    }

    void close() {
        channel.shutdownNow();
    }
}
