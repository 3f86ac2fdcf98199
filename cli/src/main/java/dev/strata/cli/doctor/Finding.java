package dev.strata.cli.doctor;

/**
 * One thing that the doctor looked at.
 *
 * @param subject e.g. {@code memory}
 * @param state whether it is enough
 * @param found in words
 * @param advice what to do; empty where all is well
 */
record Finding(String subject, State state, String found, String advice) {
    enum State {
        OK,
        NOTE,
        LACKING
    }

    static Finding ok(String subject, String found) {
        return new Finding(subject, State.OK, found, "");
    }

    static Finding note(String subject, String found, String advice) {
        return new Finding(subject, State.NOTE, found, advice);
    }

    static Finding lacking(String subject, String found, String advice) {
        return new Finding(subject, State.LACKING, found, advice);
    }
}
