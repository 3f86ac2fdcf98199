package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/** Clients that others wrote, as people use them: grpcurl and OpenAI's own for Python. */
@ExtendWith(SharedMesh.class)
class ClientsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASK =
            "{\"messages\": [{\"role\": \"ROLE_USER\", \"content\": \"hi\"}], \"max_tokens\": 4}";
    private static final String OPENAI =
            """
            import sys
            from openai import OpenAI
            client = OpenAI(base_url=sys.argv[1], api_key="strata-demo", max_retries=0)
            messages = [{"role": "user", "content": "hello"}]
            answer = client.chat.completions.create(
                model="v1", messages=messages, max_tokens=8, temperature=0)
            stream = client.chat.completions.create(
                model="v1", messages=messages, max_tokens=8, temperature=0, stream=True)
            text = "".join(c.choices[0].delta.content or "" for c in stream if c.choices)
            assert text == answer.choices[0].message.content, (text, answer)
            assert answer.usage.completion_tokens > 0, answer
            assert "v1" in [m.id for m in client.models.list()]
            print("same")
            """;
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

    @Test
    void openai_python_getsAnAnswerAndAStream() {
        String python =
                Optional.ofNullable(System.getenv("STRATA_TEST_PYTHON"))
                        .orElseGet(() -> skip("OpenAI's Python client (STRATA_TEST_PYTHON)"));

        CommandRun call = run(python, "-c", OPENAI, mesh.gateway("/v1").toString());

        assertEquals(0, call.status(), call.errors());
        assertTrue(call.output().contains("same"), call.output());
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
                .orElseGet(() -> skip("grpcurl"));
    }

    /** Skips the test loudly; in CI it fails. */
    private static <T> T skip(String what) {
        String message = what + " is missing: ./strata test installs it where it may";
        if ("true".equals(System.getenv("CI"))) {
            return fail(message);
        }
        System.err.println("SKIPPED: " + message);
        throw new TestAbortedException(message);
    }
}
