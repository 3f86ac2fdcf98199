package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;

/** Judges by a calibration: early where the answer is clear, else at its end. */
final class CalibratedJudge implements AnswerJudge {
    private final Calibration calibration;
    private final PromptSigns prompt;
    private final Bar bar;
    private final AnswerTrace trace = new AnswerTrace();
    private Judgement judgement = new Judgement.Undecided();
    private boolean isReadable = true;
    private boolean isWhole;

    CalibratedJudge(Calibration calibration, PromptSigns prompt, Bar bar) {
        this.calibration = calibration;
        this.prompt = prompt;
        this.bar = bar;
    }

    @Override
    public Judgement observe(double logprob, double entropy) {
        if (Double.isFinite(logprob) && logprob <= 1e-3 && Double.isFinite(entropy)) {
            trace.add(Math.min(0, logprob), Math.max(0, entropy));
        } else {
            isReadable = false;
        }
        if (judgement instanceof Judgement.Undecided) {
            judgement = judge();
        }
        return judgement;
    }

    @Override
    public Judgement finish() {
        isWhole = true;
        if (judgement instanceof Judgement.Undecided) {
            judgement = trace.tokens() == 0 ? handUp(EscalationReason.EMPTY) : decideAtEnd();
        }
        return judgement;
    }

    @Override
    public ConfidenceFeatures features() {
        return trace.features(confidence());
    }

    private Judgement judge() {
        if (!isReadable) {
            return handUp(EscalationReason.UNREADABLE);
        }
        if (trace.tokens() < calibration.window()) {
            return judgement;
        }
        double confidence = confidence();
        if (confidence >= calibration.commitFrom()) {
            return new Judgement.Commit(confidence);
        }
        if (confidence < calibration.escalateBelow()) {
            return handUp(EscalationReason.UNSURE_EARLY);
        }
        return trace.tokens() >= calibration.hold() ? decideAtEnd() : judgement;
    }

    private Judgement decideAtEnd() {
        double confidence = confidence();
        return confidence >= bar.acceptFrom()
                ? new Judgement.Commit(confidence)
                : handUp(EscalationReason.UNSURE);
    }

    private Judgement handUp(EscalationReason reason) {
        return new Judgement.Escalate(confidence(), reason, bar.up());
    }

    private double confidence() {
        if (!isReadable || trace.tokens() == 0) {
            return 0;
        }
        double[] inputs = trace.inputs(prompt);
        return isWhole ? calibration.wholeConfidence(inputs) : calibration.confidence(inputs);
    }
}
