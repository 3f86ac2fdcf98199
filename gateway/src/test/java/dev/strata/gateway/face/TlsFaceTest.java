package dev.strata.gateway.face;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.seal.tls.LabAuthority;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What clients do to speak to both faces over TLS. */
abstract class TlsFaceTest {
    @Inject ValueRegistry ports;

    static LabAuthority ours() {
        return LabAuthority.in(TlsFaceProfile.FOLDER);
    }

    static TlsChannelCredentials.Builder trusting() throws IOException {
        return TlsChannelCredentials.newBuilder().trustManager(ours().certificate().toFile());
    }

    int tiers(ChannelCredentials credentials) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(
                                "127.0.0.1:" + ports.get(GrpcServer.GRPC_PORT), credentials)
                        .build();
        try {
            return ChatGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .listTiers(ListTiersRequest.getDefaultInstance())
                    .getTiersCount();
        } finally {
            channel.shutdownNow();
        }
    }

    HttpResponse<String> models(String scheme, KeyManager... keys) throws Exception {
        return get(scheme, ports.get(HttpServer.HTTP_PORT), "/v1/models", keys);
    }

    HttpResponse<String> get(String scheme, int port, String path, KeyManager... keys)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust().getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            URI uri = URI.create("%s://127.0.0.1:%d%s".formatted(scheme, port, path));
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }

    private static TrustManagerFactory trust() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        try (InputStream in = Files.newInputStream(ours().certificate())) {
            roots.setCertificateEntry(
                    "ours", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        return trust;
    }
}
