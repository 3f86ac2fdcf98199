package dev.strata.tier.serve;

import dev.strata.service.GrpcError;

/** A request that the tier does not take, with the error to answer. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient GrpcError error;

    RefusedException(GrpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    GrpcError error() {
        return error;
    }

    /** INVALID_ARGUMENT for one field. */
    static RefusedException invalid(String field, String message) {
        return new RefusedException(GrpcError.invalid(field, "INVALID_REQUEST", message));
    }
}
