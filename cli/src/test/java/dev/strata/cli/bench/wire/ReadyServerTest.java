package dev.strata.cli.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadyServerTest {
    private static final GenerateChunk FIRST =
            GenerateChunk.newBuilder().setText("one".repeat(1_000)).build();
    private static final GenerateChunk SECOND = GenerateChunk.newBuilder().setText("two").build();
    private static final DescribeResponse DESCRIPTION =
            DescribeResponse.newBuilder().setZone("public").build();

    private final ReadyServer server =
            new ReadyServer(List.of(DESCRIPTION), List.of(FIRST, SECOND));
    private final ManagedChannel channel =
            NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.close();
    }

    private static GenerateRequest request(int characters) {
        return GenerateRequest.newBuilder().setPrompt("x".repeat(characters)).build();
    }

    @Test
    void answer_requestWithContent_isEveryMessageInOrder() {
        Iterator<GenerateChunk> answer =
                TierGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .generate(request(3));

        List<GenerateChunk> chunks = new ArrayList<>();
        answer.forEachRemaining(chunks::add);
        assertEquals(List.of(FIRST, SECOND), chunks);
    }

    @Test
    void answer_requestWithoutContent_isTheOther() {
        DescribeResponse answer =
                TierGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .describe(DescribeRequest.getDefaultInstance());

        assertEquals(DESCRIPTION, answer);
    }

    @Test
    void answer_requestOfManyFrames_waitsForItsEnd() {
        Iterator<GenerateChunk> answer =
                TierGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .generate(request(300_000));

        assertEquals(FIRST, answer.next());
    }

    /** Far more than a connection's window has room for at once. */
    @Test
    void answer_manyAtOnce_waitsForTheReadersWindow() throws Exception {
        int calls = 2_000;
        CountDownLatch open = new CountDownLatch(calls);
        AtomicInteger whole = new AtomicInteger();
        for (int i = 0; i < calls; i++) {
            TierGrpc.newStub(channel)
                    .generate(
                            request(3),
                            new StreamObserver<>() {
                                private int messages;

                                @Override
                                public void onNext(GenerateChunk chunk) {
                                    messages++;
                                }

                                @Override
                                public void onError(Throwable error) {
                                    open.countDown();
                                }

                                @Override
                                public void onCompleted() {
                                    whole.addAndGet(messages / 2);
                                    open.countDown();
                                }
                            });
        }

        open.await(30, TimeUnit.SECONDS);
        assertEquals(calls, whole.get());
    }

    @Test
    void of_messageLargerThanAFrame_isRefused() {
        GenerateChunk large = GenerateChunk.newBuilder().setText("x".repeat(20_000)).build();

        assertThrows(IllegalArgumentException.class, () -> ReadyAnswer.of(List.of(large)));
    }
}
