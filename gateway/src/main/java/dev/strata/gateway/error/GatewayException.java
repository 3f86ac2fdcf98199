package dev.strata.gateway.error;

/** A request that is turned away before it runs; carries the {@link Failure} to answer with. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    GatewayException(Failure failure) {
        // Turning away is an everyday outcome on a hot path: no stack trace is taken.
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** What to answer. */
    public Failure failure() {
        return failure;
    }
}
