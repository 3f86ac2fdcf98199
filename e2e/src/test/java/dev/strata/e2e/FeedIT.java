package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void build_publicAndPrivateZone_privateRowsStayPrivate(@TempDir Path folder) {
        // Answers of tiny models are noise that is cut, and not learned: one must say what its
        // schema leaves, the other is corrected. A correction counts as private: nobody classed it.
        answerBySchema("a public question about tides", "The moon pulls at the sea.");
        correct(ask("mail " + PRIVATE + " the minutes", "auto"), "Sent to " + PRIVATE + ".");

        String publicRows = buildUntil(folder.resolve("public"), "public", "The moon pulls");
        String privateRows = buildUntil(folder.resolve("private"), "private", "Sent to ");

        assertTrue(publicRows.contains("tides"), publicRows);
        assertFalse(publicRows.contains("minutes"), publicRows);
        assertTrue(privateRows.contains("mail [EMAIL_1] the minutes"), privateRows);
        assertTrue(privateRows.contains("Sent to [EMAIL_1]."), privateRows);
        assertFalse(privateRows.contains(PRIVATE));
    }

    @Test
    void report_openedInABrowser_showsItsChartsAndAsksNobody(@TempDir Path folder)
            throws Exception {
        answerBySchema(
                "a question about what tides follow", "They follow the moon around the earth.");
        Path out = folder.resolve("datasets");
        String _ = buildUntil(out, "public", "follow the moon");
        Path report;
        try (Stream<Path> files = Files.walk(out)) {
            report = files.filter(file -> file.endsWith("report.html")).findFirst().orElseThrow();
        }

        try (Chromium browser = Chromium.start(folder)) {
            browser.window(390, 844, false);
            browser.open(report.toUri(), "");
            browser.await("document.querySelectorAll('svg[role=img]').length >= 3");

            assertEquals(
                    0, browser.value("performance.getEntriesByType('resource').length").asInt());
            assertTrue(
                    browser.value("document.documentElement.scrollWidth <= 390").asBoolean(),
                    "the report is wider than a phone");
            Files.write(
                    Files.createDirectories(Path.of("target", "screenshots")).resolve("report.png"),
                    browser.screenshot());
        }
    }

    @Test
    void cost_afterAnswers_isListedByDayTenantAndTier() {
        answerBySchema("what does the sea cost", "little");
        Mesh.await(
                "the answer's cost",
                Duration.ofSeconds(60),
                () -> cost("csv").lines().anyMatch(line -> line.contains(",demo,v1,")));

        String focus = cost("focus", "--currency", "EUR", "--unit-price", "0.00002");

        assertTrue(cost("csv").startsWith("day,tenant,tier,model,requests,"), cost("csv"));
        assertTrue(focus.startsWith("AvailabilityZone,BilledCost,"), focus);
        assertTrue(focus.contains(",EUR,"), focus);
    }

    private String cost(String format, String... more) {
        List<String> command =
                new ArrayList<>(List.of("feed", "cost", "--state", "e2e", "--format", format));
        command.addAll(List.of(more));
        CommandRun run = Mesh.command(mesh.home(), command.toArray(String[]::new));
        assertEquals(0, run.status(), run.errors());
        return run.output();
    }

    /** What is said about an answer reaches Kafka some time after it was taken. */
    private String buildUntil(Path out, String zone, String wanted) {
        Mesh.await(
                "the %s row '%s'".formatted(zone, wanted),
                Duration.ofSeconds(60),
                () -> build(out, zone).contains(wanted));
        return build(out, zone);
    }

    private String build(Path out, String zone) {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answerBySchema(String question, String answer) {
        HttpResponse<String> response = mesh.answerBySchema("v1", question, answer);
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().contains(answer), response.body());
    }

    private void correct(String requestId, String answer) {
        var _ =
                ChatGrpc.newBlockingStub(mesh.channel())
                        .feedback(
                                FeedbackRequest.newBuilder()
                                        .setRequestId(requestId)
                                        .setCorrection(answer)
                                        .build());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
