package dev.strata.cli.lab;

import dev.strata.process.ParentPipe;
import dev.strata.process.ReadyReport;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Context;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Stands between gateway and tier-edge, speaks TLS to both, and writes every request that tier-edge
 * gets into a file, decoded: what the public cloud's models were shown. A process of its own.
 */
public final class TierRecorder extends TierGrpc.TierImplBase {
    private final TierGrpc.TierStub tier;
    private final OutputStream file;

    TierRecorder(TierGrpc.TierStub tier, OutputStream file) {
        this.tier = tier;
        this.file = file;
    }

    /** Arguments: address of tier-edge, folder of certificates, file to write. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ParentPipe.watch(System.in, () -> System.exit(0));
        Path certificates = Path.of(arguments[1]);
        OutputStream file =
                Files.newOutputStream(
                        Path.of(arguments[2]),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        TierGrpc.TierStub tier =
                TierGrpc.newStub(
                        NettyChannelBuilder.forTarget(arguments[0], client(certificates)).build());
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress("127.0.0.1", 0), server(certificates))
                        .addService(new TierRecorder(tier, file))
                        .build()
                        .start();
        ReadyReport.ofThisProcess("recorder", Map.of("grpc", server.getPort()))
                .write(Path.of(System.getenv("STRATA_PROCESS_READY_FILE")));
        server.awaitTermination();
    }

    private static ChannelCredentials client(Path certificates) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(file(certificates, "recorder.crt"), file(certificates, "recorder.key"))
                .trustManager(file(certificates, "authority.crt"))
                .build();
    }

    private static ServerCredentials server(Path certificates) throws IOException {
        return TlsServerCredentials.newBuilder()
                .keyManager(file(certificates, "recorder.crt"), file(certificates, "recorder.key"))
                .trustManager(file(certificates, "authority.crt"))
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
    }

    private static File file(Path folder, String name) {
        return folder.resolve(name).toFile();
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
        tier.describe(request, answer);
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateChunk> answer) {
        record(request);
        // A call that its gateway gives up ends below it too: the context carries that.
        Context.current().run(() -> tier.generate(request, answer));
    }

    private synchronized void record(GenerateRequest request) {
        try {
            request.writeDelimitedTo(file);
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a request cannot be recorded", e);
        }
    }
}
