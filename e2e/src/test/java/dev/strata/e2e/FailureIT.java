package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the mesh does when its parts are killed. Each test has a mesh of its own. */
class FailureIT {
    @TempDir private Path home;
    private Mesh mesh;
    private ChatGrpc.ChatBlockingStub chat;

    @BeforeEach
    void start() throws IOException {
        mesh = Mesh.start(home);
        chat = ChatGrpc.newBlockingStub(mesh.channel());
    }

    @AfterEach
    void end() {
        mesh.close();
    }

    @Test
    void kill_brokerDuringTenRequests_losesNoneOfTheirEvents() {
        long pid = mesh.report("broker").pid();
        mesh.process("broker").destroyForcibly();

        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            requests.add(chat.chat(ask("request " + i, 4)).getOutcome().getRequestId());
        }

        Mesh.await(
                "the broker to be started again",
                Duration.ofSeconds(90),
                () -> mesh.report("broker").pid() != pid);
        try (Events events = new Events(mesh.bootstrapServers())) {
            requests.forEach(events::of);
        }
    }

    @Test
    void kill_tierDuringStream_endsInAnErrorAndLeavesTheGatewayUp() {
        Iterator<ChatChunk> stream = chat.chatStream(ask("go on for long", 400));
        assertTrue(stream.hasNext());

        mesh.process("tier-edge").destroyForcibly();

        assertThrows(
                StatusRuntimeException.class,
                () -> {
                    while (stream.hasNext()) {
                        assertFalse(
                                stream.next().getOutcome().getAttemptsCount() > 1,
                                "another tier's words followed");
                    }
                });
        assertEquals(
                "v3",
                chat.chat(ask("still there", 4).toBuilder().setModel("v3").build())
                        .getOutcome()
                        .getTier());
    }

    @Test
    void kill_launcher_leavesNoProcessAndNoLock() throws IOException {
        List<ProcessHandle> children = children();

        mesh.launcher().destroyForcibly();

        awaitEnd(children);
        Mesh again = Mesh.start(home);
        again.close();
    }

    @Test
    void kill_launcherDuringStream_endsWholeOrInAnErrorEvent() throws Exception {
        List<ProcessHandle> children = children();
        HttpResponse<Stream<String>> answer =
                mesh.http()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://127.0.0.1:%d/v1/chat/completions"
                                                                .formatted(
                                                                        mesh.report("gateway")
                                                                                .port("http"))))
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"model\":\"v3\",\"stream\":true,\"max_tokens\":400,\"temperature\":1,\"seed\":7,\"messages\":[{\"role\":\"user\",\"content\":\"go on for long\"}]}"))
                                        .build(),
                                BodyHandlers.ofLines());

        mesh.launcher().destroyForcibly();

        // A connection that is cut would end this in an exception.
        List<String> lines = answer.body().toList();
        assertTrue(
                lines.contains("data: [DONE]") != lines.contains("event: error"),
                () -> "ended without an end: " + lines.getLast());
        // What still runs writes into the folder that is deleted after this test.
        awaitEnd(children);
    }

    private List<ProcessHandle> children() {
        return Stream.of("broker", "tier-edge", "tier-core", "gateway").map(mesh::process).toList();
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        Mesh.await(
                "every process to end",
                Duration.ofSeconds(30),
                () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static ChatRequest ask(String content, int maxTokens) {
        ChatRequest.Builder request =
                ChatRequest.newBuilder()
                        .setModel("v1")
                        .setMaxTokens(maxTokens)
                        .addMessages(
                                Message.newBuilder().setRole(Role.ROLE_USER).setContent(content));
        request.getSamplingBuilder().setTemperature(1).setSeed(7);
        return request.build();
    }
}
