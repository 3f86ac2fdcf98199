package dev.strata.engine.serve;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationEvent.Top;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Says what the raw logits were for a token. */
record TokenReport(Tokenizer tokenizer, int topLogprobs) {

    Token of(int id, TokenBytes bytes, String text, RawDistribution raw) {
        return new Token(id, bytes, text, raw.logprob(id), raw.entropy(), top(raw));
    }

    private List<Top> top(RawDistribution raw) {
        if (topLogprobs == 0) {
            return List.of();
        }
        List<Top> result = new ArrayList<>(topLogprobs);
        for (int id : raw.top(topLogprobs)) {
            result.add(new Top(id, tokenizer.bytes(id), raw.logprob(id)));
        }
        return result;
    }
}
