package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that others wrote, as people use it: grpcurl. */
@ExtendWith(SharedMesh.class)
class ClientsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASK =
            "{\"messages\": [{\"role\": \"ROLE_USER\", \"content\": \"hi\"}], \"max_tokens\": 4}";
    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void grpcurl_reflection_listsAndCallsEveryMethod() throws IOException {
        String grpcurl = grpcurl().toString();
        String address = "127.0.0.1:" + mesh.report("gateway").port("grpc");
        CommandRun list = run(grpcurl, "-plaintext", address, "list", "strata.chat.v1.Chat");
        assertEquals(0, list.status(), list.errors());
        Map<String, String> requests =
                Map.of(
                        "Chat",
                        ASK,
                        "ChatStream",
                        ASK,
                        "Explain",
                        ASK,
                        "Generate",
                        "{\"prompt\": \"hi\", \"max_length\": 64}",
                        "ListTiers",
                        "{}",
                        "Feedback",
                        "{\"request_id\": \"%s\", \"thumb\": true}");

        List<String> called = new ArrayList<>();
        String requestId = "";
        for (String name :
                List.of("Chat", "ChatStream", "Explain", "Generate", "ListTiers", "Feedback")) {
            CommandRun call =
                    run(
                            grpcurl,
                            "-plaintext",
                            "-d",
                            requests.get(name).formatted(requestId),
                            address,
                            "strata.chat.v1.Chat/" + name);
            assertEquals(0, call.status(), name + ": " + call.errors());
            assertFalse(call.output().isBlank(), name);
            if (name.equals("Chat")) {
                requestId = JSON.readTree(call.output()).findValue("request_id").asText();
            }
            called.add("strata.chat.v1.Chat." + name);
        }

        assertEquals(list.output().lines().sorted().toList(), called.stream().sorted().toList());
    }

    private static CommandRun run(String... command) {
        return CommandRun.of(List.of(command), Map.of());
    }

    private static Path grpcurl() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of),
                        Stream.of(Path.of(System.getProperty("user.home"), "go", "bin")))
                .map(folder -> folder.resolve("grpcurl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Tool.skip("grpcurl"));
    }
}
