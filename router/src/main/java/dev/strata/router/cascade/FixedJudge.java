package dev.strata.router.cascade;

import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Judges every answer alike, at once, and measures it all the same. */
final class FixedJudge implements AnswerJudge {
    private final DoubleFunction<Judgement> judgement;
    private final ToDoubleFunction<AnswerTrace> confidence;
    private final AnswerTrace trace = new AnswerTrace();
    private @Nullable Judgement judged;
    private double measured;
    private int measuredTokens = -1;

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

    /** As sure as its first token left it; answers have hundreds of them. */
    @Override
    public Judgement finish() {
        Judgement first = judged;
        if (first == null) {
            first = judgement.apply(measured());
            judged = first;
        }
        return first;
    }

    @Override
    public ConfidenceFeatures features() {
        return trace.features(measured());
    }

    private double measured() {
        if (measuredTokens != trace.tokens()) {
            measured = confidence.applyAsDouble(trace);
            measuredTokens = trace.tokens();
        }
        return measured;
    }
}
