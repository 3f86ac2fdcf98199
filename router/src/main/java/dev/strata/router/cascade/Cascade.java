package dev.strata.router.cascade;

/** Makes judges of answers, from one calibration. Immutable and thread-safe. */
public final class Cascade {
    private Cascade() {}

    /** The calibration that comes with Strata. */
    public static Cascade bundled() {
        return new Cascade();
    }

    /** Begins of the SHA-256 of the calibration's content. */
    public String version() {
        throw new UnsupportedOperationException("the next commit brings the calibration");
    }

    /** True where the calibration knows this model at this precision. */
    public boolean isCalibrated(String tier, String modelSha256, String precision) {
        throw new UnsupportedOperationException("the next commit brings the calibration");
    }

    /**
     * A judge of one answer of a tier that is not the last of its ladder.
     *
     * @param difficulty of the prompt, 0 (easy) to 1 (hard), as the route says
     */
    public AnswerJudge judge(String tier, String modelSha256, String precision, double difficulty) {
        throw new UnsupportedOperationException("the next commit brings the judges");
    }

    /** A judge of the ladder's last answer: it is committed at its first token, whatever it is. */
    public AnswerJudge last(String tier, String modelSha256, String precision, double difficulty) {
        throw new UnsupportedOperationException("the next commit brings the judges");
    }
}
