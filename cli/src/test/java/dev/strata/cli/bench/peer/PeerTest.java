package dev.strata.cli.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
    @Test
    void called_itsWord_isThePeer() {
        assertEquals(Peer.PORTKEY, Peer.called("portkey"));
        assertEquals(Peer.LITELLM, Peer.called(" litellm"));
    }

    @Test
    void called_unknown_saysWhichThereAre() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Peer.called("bifrost"));

        assertEquals(
                "peer 'bifrost' is unknown: expected portkey or litellm; correct --vs",
                thrown.getMessage());
    }

    @Test
    void launch_everyPeer_asksTheUpstreamAtItsPort() {
        for (Peer peer : Peer.values()) {
            Peer.Launch launch = peer.launch(Path.of("tools"), Path.of("work"), 4001, 4002);

            assertTrue(launch.command().toString().contains("4001"), peer.word());
            String upstream = launch.configuration() + peer.headers(4002);
            assertTrue(upstream.contains("http://127.0.0.1:4002/v1"), peer.word());
        }
    }

    @Test
    void isInstalled_anotherVersion_isNot(@TempDir Path folder) throws IOException {
        Path program = Files.createDirectories(Peer.PORTKEY.program(folder).getParent());
        Files.writeString(program.resolve("start-server.js"), "");
        Path description = program.resolveSibling("package.json");

        assertFalse(Peer.PORTKEY.isInstalled(folder));
        Files.writeString(description, "{\"name\": \"g\", \"version\": \"1.15.1\"}");
        assertFalse(Peer.PORTKEY.isInstalled(folder));
        Files.writeString(description, "{\"name\": \"g\", \"version\": \"1.15.2\"}");
        assertTrue(Peer.PORTKEY.isInstalled(folder));
    }
}
