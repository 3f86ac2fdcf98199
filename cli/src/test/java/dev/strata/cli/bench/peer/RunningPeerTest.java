package dev.strata.cli.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a program in the place of LiteLLM's. */
class RunningPeerTest {
    private static final String ANSWERS =
            """
            #!/usr/bin/env python3
            import http.server, sys

            class Handler(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    allowed = self.headers.get("authorization", "").startswith("Bearer sk-")
                    self.send_response(200 if allowed else 401)
                    self.end_headers()

            port = int(sys.argv[sys.argv.index("--port") + 1])
            http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
            """;

    @TempDir private Path tools;

    @Test
    void start_answeringProgram_runsUntilItIsClosed() throws Exception {
        program(ANSWERS);

        RunningPeer running = start();
        try (running) {
            assertTrue(running.cpuSeconds() > 0);
            assertTrue(running.headers().containsKey("authorization"));
            new Socket("127.0.0.1", running.port()).close();
        }

        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", running.port()));
    }

    @Test
    void start_programThatEnds_saysItsLastWords() throws Exception {
        program("#!/bin/sh\necho no such model >&2\nexit 3\n");

        IllegalStateException thrown = assertThrows(IllegalStateException.class, this::start);

        assertEquals(
                "peer 'litellm' does not answer: expected litellm[proxy]==1.106.2 to work, got no such model; mend it or leave litellm out of --vs",
                thrown.getMessage());
    }

    private RunningPeer start() throws Exception {
        return RunningPeer.start(Peer.LITELLM, tools, 4002, "/v1/chat/completions", "{}");
    }

    private void program(String text) throws IOException {
        Path program = Peer.LITELLM.program(tools.resolve("litellm"));
        Files.createDirectories(program.getParent());
        Files.writeString(program, text);
        Files.createDirectories(
                tools.resolve("litellm/lib/python3/site-packages/litellm-1.106.2.dist-info"));
        assertTrue(program.toFile().setExecutable(true));
    }
}
