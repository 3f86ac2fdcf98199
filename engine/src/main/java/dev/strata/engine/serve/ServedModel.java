package dev.strata.engine.serve;

import dev.strata.engine.Adapters;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.EngineTotals;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.TokenIds;
import dev.strata.engine.constraint.Constraint;
import dev.strata.engine.constraint.Constraints;
import dev.strata.engine.text.ChatTemplate;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A loaded model as its users see it: checks what it is asked, then queues it. */
final class ServedModel implements LanguageModel {
    private final ModelConfig config;
    private final ModelInfo info;
    private final ModelText text;
    private final EngineLoop loop;
    private final ModelWorker worker;
    private final AdapterShelf adapters;
    private final Constraints constraints;

    ServedModel(
            ModelConfig config,
            ModelInfo info,
            ModelText text,
            EngineLoop loop,
            ModelWorker worker,
            AdapterShelf adapters) {
        this.config = config;
        this.info = info;
        this.text = text;
        this.loop = loop;
        this.worker = worker;
        this.adapters = adapters;
        this.constraints = new Constraints(text.tokenizer());
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public EngineLoad load() {
        return worker.load();
    }

    @Override
    public EngineTotals totals() {
        return worker.totals();
    }

    @Override
    public boolean serves() {
        return worker.isOpen();
    }

    @Override
    public Adapters adapters() {
        return adapters;
    }

    @Override
    public Tokenizer tokenizer() {
        return text.tokenizer();
    }

    @Override
    public ChatTemplate template() {
        return text.template();
    }

    @Override
    public Generation submit(GenerationRequest request, Consumer<GenerationEvent> consumer) {
        checkIds("prompt", request.promptIds());
        checkIds("draft", request.draftIds());
        checkIds(
                "logit_bias",
                TokenIds.of(
                        request.sampling().logitBias().keySet().stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
        checkFits(request.promptIds().size() + 1);
        Optional<Constraint> constraint = request.constraint().map(constraints::of);
        Optional<AdapterLease> adapter = request.adapter().map(adapters::hold);
        try {
            GenerationJob job =
                    new GenerationJob(
                            request,
                            tokenizer(),
                            info,
                            config.reuse().guesses(),
                            adapter,
                            constraint,
                            consumer,
                            loop::wake);
            loop.submit(worker, job);
            job.start(config.name());
            return job;
        } catch (RuntimeException e) {
            adapter.ifPresent(AdapterLease::release);
            throw e;
        }
    }

    @Override
    public CompletableFuture<List<GenerationEvent.Token>> score(
            TokenIds promptIds, TokenIds answerIds, int topLogprobs) {
        if (promptIds.size() == 0) {
            throw invalid("prompt of a score", "at least 1 token", "0", "send some text");
        }
        checkIds("prompt", promptIds);
        checkIds("answer", answerIds);
        checkFits(promptIds.size() + answerIds.size());
        if (answerIds.size() == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        ScoreJob job = new ScoreJob(promptIds, answerIds, tokenizer(), topLogprobs);
        loop.submit(worker, job);
        return job.result();
    }

    @Override
    public void close() {
        loop.close(worker);
    }

    private void checkFits(int tokens) {
        if (tokens > info.contextTokens()) {
            throw new EngineException(
                    EngineError.CONTEXT_EXCEEDED,
                    "prompt is too long for model '%s': expected at most %d tokens with its answer, got %d; shorten it or ask a model with a longer context"
                            .formatted(config.name(), info.contextTokens(), tokens));
        }
    }

    private void checkIds(String subject, TokenIds ids) {
        ids.stream()
                .filter(id -> id < 0 || id >= info.vocabularySize())
                .findFirst()
                .ifPresent(id -> {
                    throw invalid(
                            "token id of the " + subject,
                            "0 to " + (info.vocabularySize() - 1),
                            id,
                            "encode with this model's tokenizer");
                });
    }

    private EngineException invalid(String subject, String expected, Object got, String advice) {
        return new EngineException(
                EngineError.INVALID_REQUEST,
                "%s is out of range for model '%s': expected %s, got %s; %s"
                        .formatted(subject, config.name(), expected, got, advice));
    }
}
