package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.prefix.PrefixKey;
import dev.strata.engine.text.IncrementalText;
import dev.strata.engine.text.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The log-probabilities of a given answer. */
final class ScoreJob implements Job {
    private final TokenIds promptIds;
    private final TokenIds answerIds;
    private final Tokenizer tokenizer;
    private final Sequence sequence;
    private final TokenReport report;
    private final IncrementalText text = new IncrementalText(List.of());
    private final List<Token> tokens = new ArrayList<>();
    private final CompletableFuture<List<Token>> result = new CompletableFuture<>();
    private boolean done;

    /**
     * @param answerIds at least one
     */
    ScoreJob(TokenIds promptIds, TokenIds answerIds, Tokenizer tokenizer, int topLogprobs) {
        this.promptIds = promptIds;
        this.answerIds = answerIds;
        this.tokenizer = tokenizer;
        TokenIds all = promptIds.concat(answerIds);
        this.sequence = new Sequence(all.slice(0, all.size() - 1), promptIds.size() - 1);
        sequence.demandExact();
        this.report = new TokenReport(tokenizer, topLogprobs);
    }

    /** Completes on a thread of its own, never on the engine thread. */
    CompletableFuture<List<Token>> result() {
        return result;
    }

    @Override
    public Sequence sequence() {
        return sequence;
    }

    @Override
    public int mostTokens() {
        return sequence.length();
    }

    @Override
    public String caller() {
        return "score";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public boolean cancelled() {
        return result.isCancelled();
    }

    /** A score has no salt. */
    @Override
    public Optional<PrefixKey> prefixKey() {
        return Optional.empty();
    }

    @Override
    public Optional<Drafting> drafting() {
        return Optional.empty();
    }

    @Override
    public void admitted() {}

    @Override
    public void found(int tokens) {}

    @Override
    public boolean row(int position, float[] logits, RawDistribution raw) {
        int index = position + 1 - promptIds.size();
        int id = answerIds.at(index);
        raw.read(logits);
        TokenBytes bytes = tokenizer.bytes(id);
        tokens.add(report.of(id, bytes, text.append(bytes), raw));
        sequence.rowsFrom(position + 1);
        if (index + 1 == answerIds.size()) {
            done = true;
            List<Token> scored = List.copyOf(tokens);
            Thread.ofVirtual().start(() -> result.complete(scored));
        }
        return !done;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void endCancelled() {
        fail(EngineError.CLOSED, "model was closed while it scored; nothing to do");
    }

    @Override
    public void fail(EngineError code, String why) {
        done = true;
        Thread.ofVirtual()
                .start(() -> result.completeExceptionally(new EngineException(code, why)));
    }
}
