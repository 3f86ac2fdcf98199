package dev.strata.gateway.capture;

/** An event could not be recorded; the code says why. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why an event could not be recorded. */
    public enum Code {
        /** The spool holds as many bytes as it may, or the disk is full. */
        SPOOL_FULL,
        /** The disk refused to write or to force. */
        SPOOL_FAILED,
        /** The event is larger than a spool record may be. */
        TOO_LARGE,
        /** The process is stopping. */
        CLOSED
    }

    private final Code code;

    CaptureException(Code code, String message) {
        super(message);
        this.code = code;
    }

    CaptureException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }
}
