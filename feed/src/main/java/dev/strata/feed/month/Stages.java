package dev.strata.feed.month;

/** Is told how far a build is: one stage after the other, each of some steps. One thread. */
public interface Stages {
    /** A stage begins, and will have {@code steps}. */
    void begin(String stage, long steps);

    /** One more step of the stage is done. */
    void step();

    /** The stage is over. */
    void end();
}
