package dev.strata.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.ChildSpec;
import dev.strata.models.Catalogue;
import dev.strata.models.ModelStore;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's decisions: cores, ports, command lines. */
final class ChoicesTest {
    @TempDir Path folder;

    @Test
    void split_cores_areDividedAndNeverNone() {
        assertEquals(new CoreSplit(1, 1), CoreSplit.of(1, 0, 0));
        assertEquals(new CoreSplit(1, 1), CoreSplit.of(2, 0, 0));
        assertEquals(new CoreSplit(2, 6), CoreSplit.of(8, 0, 0));
        assertEquals(new CoreSplit(3, 4), CoreSplit.of(8, 3, 4));
    }

    @Test
    void split_negative_isAnError() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> CoreSplit.of(2, -4, 0))
                        .getMessage();

        assertTrue(message.contains("got -4 and 0; correct --edge-threads"), message);
    }

    @Test
    void host_elsewhere_isAnError() {
        Ports.requireOwn("127.0.0.1");
        for (String host : new String[] {"300.1.1.1", "192.0.2.1"}) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> Ports.requireOwn(host))
                            .getMessage();
            assertTrue(message.startsWith("host '" + host + "' cannot be"), message);
        }
    }

    @Test
    void port_usualInUse_takesAFreeOneAndSaysSo() {
        PortWish wish = new PortWish("gRPC", "--port", 0, 9090);

        assertEquals(0, wish.port(_ -> false));
        assertTrue(
                wish.check(_ -> false).orElseThrow().contains("gRPC port 9090 is in use"),
                wish.toString());
    }

    @Test
    void port_usualFree_isTakenSilently() {
        PortWish wish = new PortWish("gRPC", "--port", 0, 9090);

        assertEquals(9090, wish.port(_ -> true));
        assertEquals(Optional.empty(), wish.check(_ -> true));
    }

    @Test
    void port_takenMeanwhile_isNotTried() {
        PortWish wish = new PortWish("gRPC", "--port", 0, 9090);

        assertEquals(Optional.empty(), wish.check(_ -> true));
        assertEquals(0, wish.port(_ -> false));
    }

    @Test
    void port_wantedInUseOrNone_isAnError() {
        PortWish used = new PortWish("HTTP", "--http-port", 7, 8080);
        PortWish none = new PortWish("HTTP", "--http-port", 99_999, 8080);

        String inUse =
                assertThrows(IllegalStateException.class, () -> used.check(_ -> false))
                        .getMessage();
        String noPort =
                assertThrows(IllegalStateException.class, () -> none.check(_ -> true)).getMessage();

        assertTrue(inUse.startsWith("HTTP port '7' is in use"), inUse);
        assertTrue(inUse.contains("--http-port"), inUse);
        assertTrue(noPort.startsWith("HTTP port '99999' is no port"), noPort);
    }

    @Test
    void isFree_listening_isNot() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFalse(Ports.isFree(socket.getLocalPort()));
        }
    }

    @Test
    void bring_tiny_writesEveryModelOnce() {
        ModelStore store = new ModelStore(folder.resolve("models"));
        StringWriter text = new StringWriter();
        Preparation preparation = new Preparation(store, new PrintWriter(text, true));

        preparation.bring(Catalogue.tiny());
        preparation.bring(Catalogue.tiny());

        assertEquals(3, text.toString().lines().count(), text.toString());
        Catalogue.tiny().entries().forEach(entry -> assertTrue(store.isPresent(entry)));
    }

    @Test
    void specs_services_knowTheirTiersAndPorts() throws IOException {
        for (String module : new String[] {"gateway", "tier-edge", "tier-core"}) {
            Path jar = folder.resolve(module + "/target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(jar.getParent());
            Files.createFile(jar);
        }
        Files.createDirectories(folder.resolve("broker/target/classes"));
        Files.writeString(folder.resolve("broker/target/classpath.txt"), "a.jar\n");
        ServiceSpecs specs = new ServiceSpecs(new Checkout(folder), settings());
        ReadyReport edge = new ReadyReport("tier-edge", 1, Map.of("grpc", 11, "http", 12));
        ReadyReport core = new ReadyReport("tier-core", 2, Map.of("grpc", 21));
        ReadyReport broker = new ReadyReport("broker", 3, Map.of("kafka", 31));

        ChildSpec gateway = specs.gateway(edge, core, broker);

        assertTrue(gateway.command().contains("-Dstrata.tiers.v2.endpoint=127.0.0.1:11"));
        assertTrue(gateway.command().contains("-Dstrata.tiers.v3.endpoint=127.0.0.1:21"));
        assertTrue(gateway.command().contains("-Dkafka.bootstrap.servers=127.0.0.1:31"));
        assertTrue(gateway.command().contains("-Dstrata.cascade.calibration=generic"));
        assertEquals("9090", gateway.environment().get("QUARKUS_GRPC_SERVER_PORT"));
        assertTrue(specs.core().command().contains("-Dstrata.zone=private"));
        assertTrue(specs.edge().command().contains("-Dstrata.tier.threads=1"));
        assertTrue(specs.broker().command().contains("dev.strata.broker.BrokerMain"));
        ChildSpec again = ServiceSpecs.again(specs.edge(), Optional.of(edge));
        assertEquals("11", again.environment().get("QUARKUS_GRPC_SERVER_PORT"));
        assertEquals(specs.broker(), ServiceSpecs.again(specs.broker(), Optional.of(broker)));
    }

    private MeshSettings settings() {
        return new MeshSettings(
                folder.resolve("state"),
                folder.resolve("models"),
                folder.resolve("cache"),
                Catalogue.tiny(),
                Optional.empty(),
                new CoreSplit(1, 1),
                new PortWish("gRPC", "--port", 9090, 0),
                new PortWish("HTTP", "--http-port", 8080, 0),
                "127.0.0.1",
                folder.resolve("key.pem"));
    }
}
