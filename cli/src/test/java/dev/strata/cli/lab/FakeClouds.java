package dev.strata.cli.lab;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.ListTiersResponse;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.Sensitivity;
import dev.strata.proto.chat.v1.TierInfo;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Two clouds without processes: a gateway that knows by heart what to answer, well or badly. */
final class FakeClouds extends ChatGrpc.ChatImplBase implements Clouds, CapturedLog {
    private static final Metadata.Key<String> ID =
            Metadata.Key.of("x-strata-request-id", Metadata.ASCII_STRING_MARSHALLER);

    /** What a bad gateway does. */
    enum Fault {
        NONE,
        DIVERTS,
        FORGETS
    }

    private final Path state;
    private final Fault fault;
    private final Server server;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch cut = new CountDownLatch(1);
    private volatile boolean paused;

    FakeClouds(Path state, Fault fault) throws IOException {
        this.state = state;
        this.fault = fault;
        this.server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(this)
                        .build()
                        .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void listTiers(ListTiersRequest request, StreamObserver<ListTiersResponse> answer) {
        ListTiersResponse.Builder tiers = ListTiersResponse.newBuilder();
        for (String tier : List.of("v1", "v2", "v3")) {
            tiers.addTiers(TierInfo.newBuilder().setTier(tier).setHealth("up"));
        }
        answer.onNext(tiers.build());
        answer.onCompleted();
    }

    @Override
    public void chat(ChatRequest request, StreamObserver<ChatResponse> answer) {
        String text = request.getMessages(0).getContent();
        boolean isPrivate =
                request.getSensitivity() == Sensitivity.SENSITIVITY_PRIVATE || text.contains("@");
        String id = captured(isPrivate ? "sealed" : text);
        if (!isPrivate) {
            write("tier-edge-requests.bin", text);
        }
        if (isPrivate && cut.getCount() == 0 && fault != Fault.DIVERTS) {
            answer.onError(lost(id));
            return;
        }
        boolean below = !isPrivate || cut.getCount() == 0;
        answer.onNext(
                ChatResponse.newBuilder()
                        .setOutcome(
                                Outcome.newBuilder().setRequestId(id).setTier(below ? "v1" : "v3"))
                        .build());
        answer.onCompleted();
    }

    @Override
    public void chatStream(ChatRequest request, StreamObserver<ChatChunk> answer) {
        String id = captured("sealed");
        CountDownLatch awaited = cut;
        answer.onNext(
                ChatChunk.newBuilder()
                        .setDelta("once")
                        .setOutcome(Outcome.newBuilder().setTier("v3"))
                        .build());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        awaited.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    answer.onError(lost(id));
                });
    }

    private static StatusRuntimeException lost(String id) {
        Metadata trailers = new Metadata();
        trailers.put(ID, id);
        return Status.UNAVAILABLE.withDescription("V3 is away").asRuntimeException(trailers);
    }

    private String captured(String text) {
        String id = "request-" + numbers.incrementAndGet();
        if (fault != Fault.FORGETS || numbers.get() != 3) {
            events.add(id);
        }
        write(paused ? "spool/1" : "events.txt", text);
        return id;
    }

    private synchronized void write(String name, String text) {
        try {
            Path file = state.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> requestIds() {
        return List.copyOf(events);
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public List<String> on(Side side, List<String> command) {
        return command;
    }

    @Override
    public String privateAddress() {
        return "127.0.0.1";
    }

    @Override
    public String publicAddress() {
        return "127.0.0.1";
    }

    @Override
    public String outsideAddress() {
        return "127.0.0.1";
    }

    @Override
    public void cut() {
        cut.countDown();
    }

    @Override
    public void join() {
        cut = new CountDownLatch(1);
    }

    @Override
    public String words() {
        return "nothing";
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
