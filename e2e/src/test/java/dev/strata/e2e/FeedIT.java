package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedMesh.class)
class FeedIT {
    private static final String PRIVATE = "carol@example.org";
    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void build_publicAndPrivateZone_privateRowsStayPrivate(@TempDir Path folder)
            throws IOException {
        ask("a public question about tides", "v1");
        String last = ask("mail " + PRIVATE + " the minutes", "auto");
        try (Events events = new Events(mesh.bootstrapServers())) {
            events.of(last);
        }

        String publicRows = build(folder.resolve("public"), "public");
        String privateRows = build(folder.resolve("private"), "private");

        assertTrue(publicRows.contains("tides"), publicRows);
        assertFalse(publicRows.contains(PRIVATE));
        assertTrue(privateRows.contains(PRIVATE), privateRows);
    }

    private String build(Path out, String zone) throws IOException {
        CommandRun run =
                Mesh.command(
                        mesh.home(),
                        "feed",
                        "build",
                        "--all",
                        "--state",
                        "e2e",
                        "--zone",
                        zone,
                        "--out",
                        out.toString());
        assertEquals(0, run.status(), run.errors());
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .map(FeedIT::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String ask(String content, String model) {
        ChatRequest.Builder request =
                ChatRequest.newBuilder()
                        .setModel(model)
                        .setMaxTokens(8)
                        .addMessages(
                                Message.newBuilder().setRole(Role.ROLE_USER).setContent(content));
        return ChatGrpc.newBlockingStub(mesh.channel())
                .chat(request.build())
                .getOutcome()
                .getRequestId();
    }
}
