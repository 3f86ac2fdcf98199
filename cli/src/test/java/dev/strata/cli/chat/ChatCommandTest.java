package dev.strata.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(30)
final class ChatCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ChatCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void call_text_streamsTheAnswer() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            int status =
                    run(
                            "--endpoint",
                            gateway.endpoint(),
                            "--tier=v2",
                            "--temperature=0",
                            "--system=Be brief.",
                            "--why",
                            "capital",
                            "of France?");

            assertEquals(0, status, err.toString());
            assertEquals("Paris", out.toString().lines().findFirst().orElseThrow());
            assertTrue(out.toString().contains("20.0 tok/s; cost 0.5"), out.toString());
            assertEquals("capital of France?", gateway.asked.get(0).getMessages(1).getContent());
            assertEquals("v2", gateway.asked.get(0).getModel());
        }
    }

    @Test
    void call_noText_isAConversationThatGoesOnAfterAnError() throws IOException {
        InputStream before = System.in;
        try (FakeGateway gateway = new FakeGateway()) {
            System.setIn(
                    new ByteArrayInputStream(
                            "one\nfail\ntwo\n/quit\n".getBytes(StandardCharsets.UTF_8)));

            assertEquals(0, run("--endpoint", gateway.endpoint()));

            assertTrue(err.toString().contains("answered INVALID_ARGUMENT: too odd"));
            List<String> last =
                    gateway.asked.get(2).getMessagesList().stream()
                            .map(message -> message.getContent())
                            .toList();
            assertEquals(List.of("one", "Paris", "two"), last);
            assertEquals("r-1", gateway.asked.get(2).getConversationId());
            assertEquals("floor", gateway.asked.get(2).getPrivacyToken());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void call_trace_isBegunForEachCallAndSampledWhereItIsAskedFor() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            assertEquals(0, run("--endpoint", gateway.endpoint(), "one"));
            assertEquals("Paris", out.toString().strip());
            assertEquals(0, run("--endpoint", gateway.endpoint(), "--why", "two"));
            assertEquals(0, run("--endpoint", gateway.endpoint(), "--trace", "three"));

            List<String> sent = gateway.traceparents;
            assertEquals(3, Set.copyOf(sent).size());
            for (String header : sent) {
                String flag = header.equals(sent.get(2)) ? "01" : "00";
                assertTrue(header.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-" + flag), header);
            }
            List<String> told =
                    out.toString().lines().filter(line -> line.startsWith("  | trace ")).toList();
            assertEquals(
                    List.of(
                            "  | trace " + sent.get(1).substring(3, 35),
                            "  | trace " + sent.get(2).substring(3, 35)),
                    told);
        }
    }

    @Test
    void of_outcome_saysTierWhyAttemptsAndNumbers() {
        List<String> lines = AnswerSummary.of(FakeGateway.outcome());

        assertEquals("tier v2 (two): easy [DIFFICULTY_EASY]", lines.get(0));
        assertTrue(lines.get(1).startsWith("attempts: v1 escalated: unsure ("), lines.get(1));
        assertTrue(lines.get(2).contains("(all attempts: 20 in, 21 out)"), lines.get(2));
        assertTrue(lines.get(2).endsWith("overhead 1.25 ms"), lines.get(2));
    }
}
