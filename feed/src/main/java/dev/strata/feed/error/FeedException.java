package dev.strata.feed.error;

/** The feed cannot do what it was asked; the message says what to do about it. */
public final class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why; decides the process's exit code. */
    public enum Code {
        /** An argument or a file that was given is wrong. */
        BAD_INPUT(2),
        /** Kafka does not answer or does not have the topic. */
        NO_TOPIC(3),
        /** The dataset is there already. */
        ALREADY_BUILT(4),
        /** What is on disk or in Kafka contradicts itself. */
        INCONSISTENT(5),
        /** The disk refused. */
        CANNOT_WRITE(6),
        /** The cluster that works on rows does not answer, or gave up. */
        LOST_ENGINE(10),
        /** The store of large contents does not answer, or refuses. */
        NO_STORE(11);

        private final int exitCode;

        Code(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The process's exit code. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Code code;

    public FeedException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public FeedException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }
}
