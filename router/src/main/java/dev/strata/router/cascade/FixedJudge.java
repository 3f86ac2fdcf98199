package dev.strata.router.cascade;

import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Judges every answer alike, and measures it all the same. */
final class FixedJudge implements AnswerJudge {
    private final DoubleFunction<Judgement> judgement;
    private final ToDoubleFunction<AnswerTrace> confidence;
    private final AnswerTrace trace = new AnswerTrace();

    FixedJudge(DoubleFunction<Judgement> judgement, ToDoubleFunction<AnswerTrace> confidence) {
        this.judgement = judgement;
        this.confidence = confidence;
    }

    @Override
    public Judgement observe(double logprob, double entropy) {
        if (Double.isFinite(logprob) && Double.isFinite(entropy)) {
            trace.add(Math.min(0, logprob), Math.max(0, entropy));
        }
        return finish();
    }

    @Override
    public Judgement finish() {
        return judgement.apply(confidence.applyAsDouble(trace));
    }

    @Override
    public ConfidenceFeatures features() {
        return trace.features(confidence.applyAsDouble(trace));
    }
}
