package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a model of noise, which satisfy a schema only because they must. */
class ConstrainedAnswerTest {
    private static final String SCHEMA =
            """
            {"type": "object", "additionalProperties": false, "required": ["colour", "count", "tags"],
             "properties": {
               "colour": {"enum": ["red", "blue"]},
               "count": {"type": "integer", "minimum": 0, "maximum": 99},
               "tags": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 6}}}}
            """;

    @TempDir static Path folder;
    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void start() {
        engine = Engine.start(EngineConfig.under(folder));
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, TinySpec.standard());
        model = engine.open(ModelConfig.of("tiny", file, folder, 1), _ -> {});
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void submit_withASchema_answersByIt() throws Exception {
        List<Answer> answers =
                LongStream.range(0, 24)
                        .mapToObj(seed -> Answer.of(model, request(seed % 2 == 0 ? 1.5 : 0, seed)))
                        .toList();

        for (Answer answer : answers) {
            assertEquals(FinishReason.STOP, answer.finished().reason());
            JsonNode value = JsonMapper.builder().build().readTree(answer.text());
            assertTrue(Set.of("red", "blue").contains(value.get("colour").asText()));
            assertTrue(value.get("count").isInt() && value.get("count").asInt() <= 99);
            assertTrue(value.get("tags").size() <= 3);
        }
    }

    @Test
    void submit_withASchemaAndADraft_answersAsWithout() {
        Answer plain = Answer.of(model, request(1, 7));
        TokenIds wrong = TokenIds.of(5, 6, 7, 8);
        TokenIds right = plain.ids();

        assertEquals(plain.text(), Answer.of(model, drafted(wrong)).text());
        assertEquals(plain.text(), Answer.of(model, drafted(right)).text());
    }

    @Test
    void submit_withABadSchema_isRefusedAtOnce() {
        GenerationRequest bad = request("{\"type\":\"thing\"}", TokenIds.empty(), 0, 0);

        EngineException refused = assertThrows(EngineException.class, () -> Answer.of(model, bad));

        assertEquals(EngineError.INVALID_REQUEST, refused.code());
    }

    /** Every token that the schema allows ends the answer, which may not end yet. */
    @Test
    void submit_whereStopsLeaveNothingOfTheSchema_failsInWords() {
        Set<Integer> every =
                IntStream.range(0, model.tokenizer().size())
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet());
        GenerationRequest plain = request(0, 1);
        GenerationRequest stopped =
                new GenerationRequest(
                        plain.promptIds(),
                        plain.draftIds(),
                        plain.maxTokens(),
                        plain.sampling(),
                        new Stop(List.of(), every, 2, false),
                        0,
                        plain.constraint(),
                        Optional.empty(),
                        "",
                        0,
                        Optional.empty());
        BlockingQueue<GenerationEvent> events = new LinkedBlockingQueue<>();

        var _ = model.submit(stopped, events::add);

        GenerationEvent last = next(events);
        while (!(last instanceof GenerationEvent.Failed)
                && !(last instanceof GenerationEvent.Finished)) {
            last = next(events);
        }
        assertTrue(
                last instanceof GenerationEvent.Failed failed
                        && failed.code() == EngineError.UNSUPPORTED
                        && failed.text().contains("response schema leaves no token"),
                last.toString());
    }

    private static GenerationEvent next(BlockingQueue<GenerationEvent> events) {
        try {
            return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "no event in 30 s");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GenerationRequest drafted(TokenIds draft) {
        return request(SCHEMA, draft, 1, 7);
    }

    private static GenerationRequest request(double temperature, long seed) {
        return request(SCHEMA, TokenIds.empty(), temperature, seed);
    }

    private static GenerationRequest request(
            String schema, TokenIds draft, double temperature, long seed) {
        return new GenerationRequest(
                TokenIds.of(10, 20, 30),
                draft,
                200,
                new Sampling(temperature, 0, 1, 0, 1, 0, 0, Map.of(), seed),
                Stop.atEnd(),
                0,
                Optional.of(schema),
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }
}
