package dev.strata.cli.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.Purpose;
import dev.strata.proto.chat.v1.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SynthesisTest {
    private static final Seeds.Seed SEED = new Seeds.Seed("e1", "How deep is the lake?", "nature");

    @TempDir Path folder;
    private final List<ChatRequest> asked = new ArrayList<>();
    private String question = "How tall is the tower?";
    private FinishReason finish = FinishReason.FINISH_REASON_STOP;

    private ChatResponse answer(ChatRequest request) {
        asked.add(request);
        boolean isWish = request.getMessages(0).getContent().contains(SEED.question());
        return ChatResponse.newBuilder()
                .setMessage(
                        Message.newBuilder().setContent(isWish ? question : "As tall as it is."))
                .setFinishReason(finish)
                .setOutcome(Outcome.newBuilder().setTier("v3").setModel("m"))
                .build();
    }

    @Test
    void make_newQuestion_isARowThatTheFeedTakesAndNoTrainingTraffic() {
        Synthesis synthesis = new Synthesis(this::answer, "v3", "private", 64);

        Map<String, Object> row = synthesis.make(SEED, 0).orElseThrow();

        assertEquals(
                List.of(
                        Map.of("role", "user", "content", question),
                        Map.of("role", "assistant", "content", "As tall as it is.")),
                row.get("messages"));
        assertEquals("private", row.get("data_class"));
        assertEquals("nature", row.get("domain"));
        assertEquals("e1", row.get("seed_event_id"));
        assertEquals(2, asked.size());
        asked.forEach(request -> {
            assertEquals(List.of(Purpose.PURPOSE_SERVE), request.getConsentList());
            assertEquals(Sensitivity.SENSITIVITY_PRIVATE, request.getSensitivity());
            assertEquals("v3", request.getModel());
        });
    }

    @Test
    void make_knownQuestionOrCutAnswer_isCountedAndNoRow() {
        Synthesis synthesis = new Synthesis(this::answer, "v3", "public", 64);
        assertTrue(synthesis.make(SEED, 0).isPresent());

        assertEquals(Optional.empty(), synthesis.make(SEED, 1));
        question = "how DEEP is the lake";
        assertEquals(Optional.empty(), synthesis.make(SEED, 2));
        question = "Another?";
        finish = FinishReason.FINISH_REASON_LENGTH;
        assertEquals(Optional.empty(), synthesis.make(SEED, 3));

        assertEquals(2, synthesis.repeated());
        assertEquals(1, synthesis.cut());
    }

    @Test
    void read_dataset_givesRealTrainingRowsAlone() throws IOException {
        Path dataset = Files.createDirectories(folder.resolve("public/2026-10"));
        Files.write(
                dataset.resolve("rows.jsonl"),
                List.of(
                        row("e1", "real", "train", "Why?"),
                        row("e2", "synthetic", "train", "How?"),
                        row("e3", "real", "test", "When?")));
        Files.createDirectories(folder.resolve("public/2026-11"));

        assertEquals(dataset, Seeds.newest(folder, "public"));
        assertEquals(List.of(new Seeds.Seed("e1", "Why?", "d")), Seeds.read(dataset));
    }

    @Test
    void newest_noDataset_saysWhatToDo() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Seeds.newest(folder, "private"));

        assertTrue(e.getMessage().contains("./strata feed build"), e.getMessage());
    }

    @Test
    void rehearsedMonth_hasEveryKind() {
        long secret = 0;
        long again = 0;
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String asked = RehearsedMonth.request(i, 8).getMessages(0).getContent();
            secret += asked.contains("@example.org") ? 1 : 0;
            again += questions.contains(asked) ? 1 : 0;
            questions.add(asked);
        }

        assertTrue(secret >= 5, "private " + secret);
        assertTrue(again >= 3, "again " + again);
    }

    private static String row(String id, String origin, String split, String question) {
        return """
        {"row":{"prompt":[{"role":"user","content":"%s"}],"provenance":{"event_id":"%s","origin":"%s","domain":"d"}},"split":"%s"}\
        """
                .formatted(question, id, origin, split);
    }
}
