package dev.strata.process.link;

/** What a link does to answers, beside being late or cut. */
public enum Fault {
    /** Nothing. */
    NONE,
    /** The next piece of an answer resets the connection, both ways. */
    RESET,
    /** Answers are other bytes than were sent. */
    GARBAGE,
    /** The next piece of an answer lacks its last bytes, and then the connection ends in order. */
    SHORT,
    /** Answers pass a few bytes at a time. */
    DRIP
}
