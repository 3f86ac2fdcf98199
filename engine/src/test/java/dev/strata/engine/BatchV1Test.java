package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.RealV1;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real V1: a batch answers as single steps do, and a score is near to them. */
class BatchV1Test {
    private static final double NEAR_TIE_NATS = .02;

    /* One row and several rows go through other kernels, which round activations differently. */
    private static final double MEAN_NATS = .1;

    @TempDir private Path cache;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void submit_ofFourAtOnce_answersAsAlone() {
        var gguf = RealV1.find("BatchV1Test");
        assumeTrue(gguf.isPresent(), "V1 is not here");
        int threads = Runtime.getRuntime().availableProcessors();
        try (var engine = Engine.start(EngineConfig.under(cache));
                var model =
                        engine.open(ModelConfig.of("v1", gguf.get(), cache, threads), _ -> {})) {
            List<GenerationRequest> requests =
                    Stream.of("Name a colour.", "What is water?", "Count to ten.", "Who are you?")
                            .map(text -> request(model, text))
                            .toList();
            List<Answer> alone =
                    requests.stream().map(r -> Answer.of(model, r).awaitEnd()).toList();

            List<Answer> together = requests.stream().map(r -> Answer.of(model, r)).toList();

            for (int i = 0; i < alone.size(); i++) {
                assertSame(alone.get(i), together.get(i));
                assertScored(model, requests.get(i), alone.get(i));
            }
        }
    }

    private static void assertSame(Answer alone, Answer together) {
        TokenIds expected = alone.ids();
        TokenIds got = together.ids();
        for (int i = 0; i < expected.size(); i++) {
            if (expected.at(i) != got.at(i)) {
                var top = alone.tokens().get(i).top();
                assertTrue(top.get(0).logprob() - top.get(1).logprob() < NEAR_TIE_NATS);
                return;
            }
        }
    }

    private static void assertScored(
            LanguageModel model, GenerationRequest request, Answer answer) {
        var scored = model.score(request.promptIds(), answer.ids(), 0).join();
        double difference =
                IntStream.range(0, scored.size())
                        .mapToDouble(i ->
                                Math.abs(
                                        answer.tokens().get(i).logprob() - scored.get(i).logprob()))
                        .average()
                        .orElseThrow();
        assertTrue(difference < MEAN_NATS, () -> "mean difference: " + difference);
    }

    private static GenerationRequest request(LanguageModel model, String text) {
        TokenIds prompt =
                model.tokenizer()
                        .encode(model.template().render(List.of(new ChatMessage("user", text))));
        GenerationRequest plain =
                GenerationRequest.of(
                        prompt, 24, Sampling.greedy(), new Stop(List.of(), Set.of(), 0, true));
        return new GenerationRequest(
                plain.promptIds(),
                plain.draftIds(),
                plain.maxTokens(),
                plain.sampling(),
                plain.stop(),
                2,
                plain.constraint(),
                plain.adapter(),
                plain.cacheSalt(),
                plain.priority(),
                plain.deadline());
    }
}
