package dev.strata.feed.retrain;

/**
 * One thing that a candidate must show.
 *
 * @param name of what was looked at
 * @param outcome of the look
 * @param value that was measured
 * @param low of its 95% interval
 * @param high of its 95% interval
 * @param wanted in words
 */
public record Check(
        String name, Outcomes outcome, double value, double low, double high, String wanted) {
    /** What a look finds. */
    public enum Outcomes {
        /** Shown. */
        PASS,
        /** Shown not to be so. */
        FAIL,
        /** Neither. */
        UNCLEAR
    }

    /** Shown where all of the interval is at least {@code least}; refuted where none of it is. */
    static Check atLeast(String name, double value, double low, double high, double least) {
        Outcomes outcome =
                low >= least ? Outcomes.PASS : high < least ? Outcomes.FAIL : Outcomes.UNCLEAR;
        return new Check(name, outcome, value, low, high, "at least " + least);
    }

    /** Shown where all of the interval is at most {@code most}; refuted where none of it is. */
    static Check atMost(String name, double value, double low, double high, double most) {
        Outcomes outcome =
                high <= most ? Outcomes.PASS : low > most ? Outcomes.FAIL : Outcomes.UNCLEAR;
        return new Check(name, outcome, value, low, high, "at most " + most);
    }

    /** Refuted only where the interval is wholly over {@code most}. */
    static Check notOver(String name, double value, double low, double high, double most) {
        Outcomes outcome = low > most ? Outcomes.FAIL : Outcomes.PASS;
        return new Check(name, outcome, value, low, high, "not surely over " + most);
    }

    /** Too little to say anything is no failure. */
    static Check enough(String name, double value, double least) {
        Outcomes outcome = value >= least ? Outcomes.PASS : Outcomes.UNCLEAR;
        return new Check(name, outcome, value, value, value, "at least " + least);
    }
}
