package dev.strata.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopServersTest {
    private final LoopServers servers = new LoopServers();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        var _ = vertx.close();
    }

    private static GrpcServerConfiguration configured(String name, String value) {
        return new SmallRyeConfigBuilder()
                .withMapping(GrpcConfiguration.class)
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(
                        Map.of(
                                "quarkus.grpc.server.host",
                                "127.0.0.1",
                                "quarkus.grpc.server.port",
                                "0",
                                name,
                                value))
                .build()
                .getConfigMapping(GrpcConfiguration.class)
                .server();
    }

    @Test
    void createServerBuilder_tlsOfQuarkus_isRefusedByName() {
        var configuration = configured("quarkus.grpc.server.ssl.certificate", "server.pem");

        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> servers.createServerBuilder(vertx, configuration, LaunchMode.NORMAL));

        assertTrue(refused.getMessage().contains("strata.client-tls"), refused.getMessage());
    }

    @Test
    void stop_aServerThatRuns_endsIt() throws Exception {
        var configuration = configured("quarkus.grpc.server.netty.keep-alive-time", "30s");
        LoopServerBuilder builder =
                servers.createServerBuilder(vertx, configuration, LaunchMode.NORMAL);
        ServerEnd end = new ServerEnd();
        end.customize(configuration, builder);
        Server server = builder.build();
        servers.startServer(server);
        assertTrue(server.getPort() > 0);

        end.stop(new ShutdownEvent());

        assertTrue(server.isTerminated());
    }

    @Test
    void provides_serversAndNoChannels() {
        var configuration = configured("quarkus.grpc.server.instances", "1");

        assertTrue(servers.providesServer(configuration));
        assertFalse(servers.serverAlreadyExists());
        assertEquals("gRPC server on a:1", servers.serverInfo("a", 1, configuration));
    }
}
