package dev.strata.cli.models;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.TokenIds;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well a model foresees a text.
 *
 * @param tokens that were foreseen
 * @param nats sum of the negative log-probabilities of what came
 * @param seconds that it took
 */
record Perplexity(long tokens, double nats, double seconds) {

    /**
     * Scores at most {@code most} windows of {@code window} tokens, from the text's beginning; a
     * last one may be shorter.
     *
     * @throws IllegalArgumentException where the text has fewer than 2 tokens
     */
    static Perplexity of(LanguageModel model, String text, int window, int most) {
        TokenIds ids = model.tokenizer().encode(text);
        if (ids.size() < 2) {
            throw new IllegalArgumentException(
                    "text is too short: expected at least 2 tokens, got %d; name a longer one with --text"
                            .formatted(ids.size()));
        }
        long tokens = 0;
        double nats = 0;
        long start = System.nanoTime();
        for (int i = 0; i < most; i++) {
            long from = (long) i * window;
            int end = (int) Math.min(ids.size(), from + window);
            if (end - from < 2) {
                break;
            }
            TokenIds one = ids.slice((int) from, end);
            for (Token token : model.score(one.slice(0, 1), one.slice(1, one.size()), 0).join()) {
                nats -= token.logprob();
                tokens++;
            }
        }
        return new Perplexity(tokens, nats, (System.nanoTime() - start) / 1e9);
    }

    double perplexity() {
        return Math.exp(nats / tokens);
    }

    Object[] cells(String model) {
        return new Object[] {
            model,
            "%.3f".formatted(perplexity()),
            "%.4f".formatted(nats / tokens),
            tokens,
            "%.0f".formatted(tokens / seconds)
        };
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("perplexity", perplexity());
        json.put("nats_per_token", nats / tokens);
        json.put("nats", nats);
        json.put("tokens", tokens);
        json.put("tokens_per_second", tokens / seconds);
        return json;
    }
}
