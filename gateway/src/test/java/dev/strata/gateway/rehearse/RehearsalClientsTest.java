package dev.strata.gateway.rehearse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.strata.process.ReadyReport;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the rehearsal of an image does wrong must fail the image's build; ImageIT has the whole. */
@Timeout(60)
class RehearsalClientsTest {

    @Test
    void ask_gatewayIsNotWell_namesTheCallAndWhatItGot() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(503, -1);
                    exchange.close();
                });
        server.start();
        try {
            int port = server.getAddress().getPort();
            ReadyReport report =
                    ReadyReport.ofThisProcess("gateway", Map.of("http", port, "grpc", port));

            var thrown =
                    assertThrows(
                            IllegalStateException.class, () -> new RehearsalClients(report).ask(1));

            String message = String.valueOf(thrown.getMessage());
            assertTrue(message.contains("GET /q/health/ready"), message);
            assertTrue(message.contains("503"), message);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void generate_anyRequest_streamsTheSameWords() throws Exception {
        try (RehearsalTier tier = RehearsalTier.start()) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(tier.endpoint()).usePlaintext().build();
            try {
                Iterator<GenerateChunk> chunks =
                        TierGrpc.newBlockingStub(channel)
                                .generate(GenerateRequest.getDefaultInstance());
                StringBuilder text = new StringBuilder();
                chunks.forEachRemaining(chunk -> text.append(chunk.getText()));

                assertEquals(RehearsalTier.WORD.repeat(8), text.toString());
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
