package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.RealV1;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real V1 against what llama.cpp recorded for it: ten conversations, greedy, fed the recorded
 * ids. Both sides quantise activations, in other blocks, so the bounds are near those of {@code
 * ./strata eval golden}.
 */
final class GoldenV1Test {
    private static final double CLEAR_NATS = .3;

    @TempDir private Path cache;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void score_recordedAnswers_agrees() throws Exception {
        var gguf = RealV1.find("GoldenV1Test");
        assumeTrue(gguf.isPresent(), "V1 is not here");
        var steps = new ArrayList<Step>();
        int threads = Runtime.getRuntime().availableProcessors();

        try (var engine = Engine.start(EngineConfig.under(cache));
                var model =
                        engine.open(ModelConfig.of("v1", gguf.get(), cache, threads), _ -> {})) {
            for (var row : rows()) {
                checkPrompt(model, row);
                steps.addAll(score(model, row));
            }
        }

        assertTrue(share(steps) >= .96, () -> "top-1 equal: " + share(steps));
        var clear = steps.stream().filter(step -> step.margin() >= CLEAR_NATS).toList();
        assertTrue(share(clear) >= .99, () -> "top-1 equal where clear: " + share(clear));
        var difference = steps.stream().mapToDouble(Step::difference).average().orElseThrow();
        assertTrue(difference <= .05, () -> "mean difference of log-probabilities: " + difference);
    }

    private static void checkPrompt(LanguageModel model, JsonNode row) {
        var messages =
                StreamSupport.stream(row.get("messages").spliterator(), false)
                        .map(m ->
                                new ChatMessage(m.get("role").asText(), m.get("content").asText()))
                        .toList();
        var prompt = model.template().render(messages);
        var ids = model.tokenizer().encode(prompt);

        assertEquals(row.get("rendered").asText(), prompt.text());
        if (messages.getLast().content().contains("<|im_start|>")) {
            // llama.cpp read control tokens out of this user's text; here it has plain text only.
            assertEquals(5, ids.stream().filter(model.tokenizer()::isControl).count());
        } else {
            assertEquals(ids(row.get("prompt_ids")), ids);
        }
    }

    private static List<Step> score(LanguageModel model, JsonNode row) {
        var recorded = row.get("steps");
        if (recorded.isEmpty()) {
            return List.of();
        }
        var answer =
                TokenIds.of(
                        StreamSupport.stream(recorded.spliterator(), false)
                                .mapToInt(step -> step.get("id").asInt())
                                .toArray());
        var got = model.score(ids(row.get("prompt_ids")), answer, 1).join();
        var steps = new ArrayList<Step>();
        for (int i = 0; i < answer.size(); i++) {
            var step = recorded.get(i);
            steps.add(
                    new Step(
                            got.get(i).top().getFirst().id() == answer.at(i),
                            step.at("/top/0/1").asDouble() - step.at("/top/1/1").asDouble(),
                            Math.abs(got.get(i).logprob() - step.get("logprob").asDouble())));
        }
        return steps;
    }

    private static double share(List<Step> steps) {
        return steps.stream().mapToInt(step -> step.same() ? 1 : 0).average().orElseThrow();
    }

    private static TokenIds ids(JsonNode node) {
        return TokenIds.of(
                StreamSupport.stream(node.spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray());
    }

    private static List<JsonNode> rows() throws Exception {
        try (var in = GoldenV1Test.class.getResourceAsStream("golden-v1.jsonl")) {
            var rows = new ArrayList<JsonNode>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                rows.add(new ObjectMapper().readTree(line));
            }
            return rows;
        }
    }

    private record Step(boolean same, double margin, double difference) {}
}
