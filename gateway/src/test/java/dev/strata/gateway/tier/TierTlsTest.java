package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.router.TierHealth;
import dev.strata.seal.tls.LabAuthority;
import dev.strata.seal.tls.LabAuthority.Identity;
import io.grpc.ChannelCredentials;
import io.grpc.Server;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway says of a tier whose certificate is not good. */
class TierTlsTest {
    private static final List<String> HERE = List.of("127.0.0.1");

    @TempDir private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private LabAuthority authority;
    private ChannelCredentials gateway;

    @BeforeEach
    void issue() throws IOException {
        authority = LabAuthority.create(folder.resolve("ours"));
        Identity own = authority.issue("gateway", HERE);
        gateway =
                TlsChannelCredentials.newBuilder()
                        .keyManager(own.certificate().toFile(), own.key().toFile())
                        .trustManager(authority.certificate().toFile())
                        .build();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void health_expiredCertificate_isDownAndSaysSo() throws Exception {
        String why = downBecause(authority.issueExpired("tier", HERE));

        assertTrue(why.contains("TLS says:") && why.contains("PKIX"), why);
    }

    /** What a gateway sees whose clock is ten minutes late. */
    @Test
    void health_certificateThatBeginsLater_isDownAndSaysSo() throws Exception {
        String why = downBecause(authority.issueEarly("tier", HERE));

        assertTrue(why.contains("TLS says:") && why.contains("PKIX"), why);
    }

    @Test
    void health_certificateOfAnotherAuthority_isDownAndSaysSo() throws Exception {
        String why = downBecause(LabAuthority.create(folder.resolve("theirs")).issue("tier", HERE));

        assertTrue(why.contains("TLS says:") && why.contains("PKIX"), why);
    }

    @Test
    void health_certificateForAnotherHost_isDownAndSaysSo() throws Exception {
        String why = downBecause(authority.issue("tier", List.of("elsewhere.example.org")));

        assertTrue(why.contains("TLS says:") && why.contains("127.0.0.1"), why);
    }

    private String downBecause(Identity identity) throws Exception {
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress("127.0.0.1", 0),
                                TlsServerCredentials.newBuilder()
                                        .keyManager(
                                                identity.certificate().toFile(),
                                                identity.key().toFile())
                                        .trustManager(authority.certificate().toFile())
                                        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                        .build())
                        .addService(new Silent())
                        .build()
                        .start();
        try (TierDirectory directory =
                new TierDirectory(
                        Map.of("v1", new At("127.0.0.1:" + server.getPort())),
                        new Calls(),
                        gateway,
                        EventLoops.NONE,
                        timer,
                        InstantSource.system())) {
            directory.start();
            var _ = directory.firstLook().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return assertInstanceOf(TierHealth.Down.class, directory.state("v1").health()).why();
        } finally {
            server.shutdownNow();
        }
    }

    private static final class Silent extends TierGrpc.TierImplBase {
        @Override
        public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
            answer.onNext(DescribeResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    record At(String endpoint) implements TierSettings.Tier {
        @Override
        public OptionalInt rank() {
            return OptionalInt.empty();
        }

        @Override
        public Duration coldStartWait() {
            return Duration.ZERO;
        }
    }

    record Calls() implements TierSettings.Calls {
        @Override
        public Duration describeInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration describeTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration silence() {
            return Duration.ofSeconds(60);
        }

        @Override
        public int breakerFailures() {
            return 5;
        }

        @Override
        public Duration breakerOpen() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration resolveInterval() {
            return Duration.ofMillis(50);
        }

        @Override
        public double retryShare() {
            return .2;
        }

        @Override
        public double ejectShare() {
            return .5;
        }

        @Override
        public Duration ejectFor() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int maxMessageBytes() {
            return 4 << 20;
        }
    }
}
