package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.constraint.ConstrainedAnswer;
import dev.strata.engine.constraint.Constraint;
import dev.strata.engine.constraint.TokenMask;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.decode.Sampler;
import dev.strata.engine.prefix.PrefixKey;
import dev.strata.engine.text.IncrementalText;
import dev.strata.engine.text.Tokenizer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One answer being generated. */
final class GenerationJob implements Job, Generation {
    private final GenerationRequest request;
    private final Tokenizer tokenizer;
    private final ModelInfo info;
    private final Sequence sequence;
    private final Sampler sampler;
    private final IncrementalText text;
    private final TokenReport report;
    private final EventChannel events;
    private final Runnable wake;
    private final Set<Integer> ends;
    private final Drafting drafting;
    private final Optional<ConstrainedAnswer> constrained;
    private final Optional<AdapterLease> adapter;
    private final Stopwatch stopwatch = new Stopwatch();
    private int answered;
    private boolean done;
    private boolean failed;
    private int cached;
    private boolean searched;
    private volatile boolean cancelled;

    /**
     * @param info of the model that generates
     * @param guesses whether to guess at the answer from the text so far
     * @param adapter that computes it; let go at the end
     * @param constraint what the request's schema says
     * @param wake tells the engine thread to look again
     */
    GenerationJob(
            GenerationRequest request,
            Tokenizer tokenizer,
            ModelInfo info,
            boolean guesses,
            Optional<AdapterLease> adapter,
            Optional<Constraint> constraint,
            Consumer<GenerationEvent> consumer,
            Runnable wake) {
        this.request = request;
        this.tokenizer = tokenizer;
        this.info = info;
        int prompt = request.promptIds().size();
        int room = Math.min(info.contextTokens() - prompt, request.maxTokens()) - 1;
        int guessed = Math.clamp(request.draftIds().size(), 0, Math.max(0, room));
        this.sequence =
                new Sequence(
                        request.promptIds().concat(request.draftIds().slice(0, guessed)),
                        prompt - 1);
        this.drafting =
                new Drafting(request.promptIds(), request.draftIds(), prompt + guessed, guesses);
        this.adapter = adapter;
        adapter.ifPresent(sequence::adapt);
        this.sampler = new Sampler(request.sampling(), request.promptIds());
        this.text = new IncrementalText(request.stop().strings());
        this.report = new TokenReport(tokenizer, request.topLogprobs());
        this.wake = wake;
        this.ends = ends(request.stop(), tokenizer);
        this.constrained = constraint.map(Constraint::begin);
        this.events = new EventChannel(consumer, this::cancel);
    }

    /** Starts the consumer's thread. */
    void start(String model) {
        events.open("strata-consumer-" + model);
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Sequence sequence() {
        return sequence;
    }

    @Override
    public int mostTokens() {
        return Math.min(info.contextTokens(), request.promptIds().size() + request.maxTokens());
    }

    /** The salt is the tenant. */
    @Override
    public String caller() {
        return request.cacheSalt();
    }

    @Override
    public int priority() {
        return request.priority();
    }

    @Override
    public Optional<Instant> deadline() {
        return request.deadline();
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void admitted() {
        if (stopwatch.leaveQueue()) {
            events.send(new GenerationEvent.Admitted());
        }
    }

    @Override
    public Optional<PrefixKey> prefixKey() {
        return failed
                ? Optional.empty()
                : Optional.of(
                        new PrefixKey(
                                request.cacheSalt(),
                                info.sha256(),
                                adapter.map(AdapterLease::key).orElse(""),
                                info.precision()));
    }

    @Override
    public Optional<Drafting> drafting() {
        return Optional.of(drafting);
    }

    /** What was found after a set-back is no saving: it was computed for this request. */
    @Override
    public void found(int tokens) {
        cached = searched ? cached : tokens;
        searched = true;
    }

    @Override
    public boolean row(int position, float[] logits, RawDistribution raw) {
        if (stopwatch.endPrefill()) {
            events.send(new GenerationEvent.Prefilled(request.promptIds().size(), cached));
        }
        raw.read(logits);
        if (!Float.isFinite(raw.logprob(raw.mostLikely()))) {
            fail(
                    EngineError.RUNTIME,
                    "answer of model '%s' broke: expected numbers as logits of position %d, got NaN or nothing but infinities; import the model again"
                            .formatted(info.name(), position));
            return false;
        }
        Optional<TokenMask> mask = constrained.map(ConstrainedAnswer::mask);
        Set<Integer> forbidden = forbidden();
        if (mask.filter(only -> !only.leavesAnyBut(forbidden)).isPresent()) {
            failMasked();
            return false;
        }
        int id = sampler.choose(answered, logits, raw, forbidden, mask);
        boolean guessed = position + 1 < sequence.length();
        boolean guessedRight = guessed && sequence.at(position + 1) == id;
        if (guessed && !guessedRight) {
            sequence.cut(position + 1);
        }
        if (guessed) {
            drafting.judged(position + 1, guessedRight);
        }
        if (endsAnswer(id)) {
            finish(FinishReason.STOP);
            return false;
        }
        if (!guessedRight) {
            sequence.append(id);
        }
        sequence.rowsFrom(position + 1);
        take(id, raw);
        return guessedRight && !done;
    }

    private void take(int id, RawDistribution raw) {
        sampler.accept(id);
        drafting.decided(id);
        answered++;
        TokenBytes bytes = tokenizer.bytes(id);
        String shown = text.append(bytes, answered >= request.stop().minTokens());
        events.send(report.of(id, bytes, shown, raw));
        constrained.ifPresent(answer -> answer.accept(bytes));
        if (text.stopped() || constrained.map(ConstrainedAnswer::complete).orElse(false)) {
            finish(FinishReason.STOP);
        } else if (answered == request.maxTokens()
                || request.promptIds().size() + answered == info.contextTokens()) {
            finish(FinishReason.LENGTH);
        }
    }

    private void failMasked() {
        fail(
                EngineError.UNSUPPORTED,
                "response schema leaves no token: expected one of the vocabulary's %d to fit, got none after %d tokens; use a model whose vocabulary has every byte, or fewer stop tokens"
                        .formatted(tokenizer.size(), answered));
    }

    private boolean endsAnswer(int id) {
        return request.stop().tokenIds().contains(id)
                || (tokenizer.isEnd(id) && !request.stop().ignoreEnd());
    }

    private Set<Integer> forbidden() {
        return answered < request.stop().minTokens() ? ends : Set.of();
    }

    /** Tokens that must not come while the answer is too short. */
    private static Set<Integer> ends(Stop stop, Tokenizer tokenizer) {
        if (stop.minTokens() == 0) {
            return Set.of();
        }
        Set<Integer> ids = new HashSet<>(stop.tokenIds());
        for (int id = 0; !stop.ignoreEnd() && id < tokenizer.size(); id++) {
            if (tokenizer.isEnd(id)) {
                ids.add(id);
            }
        }
        return Set.copyOf(ids);
    }

    @Override
    public void endCancelled() {
        finish(FinishReason.CANCELLED);
    }

    @Override
    public void fail(EngineError code, String why) {
        done = true;
        failed = true;
        adapter.ifPresent(AdapterLease::release);
        events.send(new GenerationEvent.Failed(code, why));
    }

    private void finish(FinishReason reason) {
        done = true;
        adapter.ifPresent(AdapterLease::release);
        String tail = text.finish();
        events.send(
                new GenerationEvent.Finished(
                        reason,
                        tail,
                        new GenerationEvent.Usage(request.promptIds().size(), cached, answered),
                        drafting.outcome(),
                        stopwatch.timings()));
    }
}
