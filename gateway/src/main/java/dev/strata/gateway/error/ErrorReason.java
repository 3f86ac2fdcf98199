package dev.strata.gateway.error;

import io.grpc.Status;

/**
 * Why a request was not answered. A closed set: it is the {@code reason} of {@code
 * google.rpc.ErrorInfo}, the {@code code} of OpenAI's error shape and a metric's label.
 */
public enum ErrorReason {
    /** A field's value is wrong. */
    INVALID_ARGUMENT(Status.Code.INVALID_ARGUMENT, 400, Fault.CALLER),
    /** The bytes are not a request: broken JSON, protobuf or UTF-8. */
    MALFORMED_REQUEST(Status.Code.INVALID_ARGUMENT, 400, Fault.CALLER),
    /** A feature of the protocol that is not offered here. */
    UNSUPPORTED(Status.Code.INVALID_ARGUMENT, 400, Fault.CALLER),
    /** No tier that may answer has so long a context. */
    CONTEXT_EXCEEDED(Status.Code.OUT_OF_RANGE, 400, Fault.CALLER),
    /** No tier that may answer can do what the request needs. */
    CAPABILITY_MISSING(Status.Code.FAILED_PRECONDITION, 400, Fault.CALLER),
    /** The key is missing or unknown. */
    UNAUTHENTICATED(Status.Code.UNAUTHENTICATED, 401, Fault.CALLER),
    /** The tenant may not do this. */
    PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, 403, Fault.POLICY),
    /** Private content and a tier that may not see it. */
    PRIVACY_FORBIDS(Status.Code.PERMISSION_DENIED, 403, Fault.POLICY),
    /** No tier or model has that name. */
    UNKNOWN_MODEL(Status.Code.NOT_FOUND, 404, Fault.CALLER),
    /** No such page. */
    NOT_FOUND(Status.Code.NOT_FOUND, 404, Fault.CALLER),
    /** The method is not offered on this path. */
    METHOD_NOT_ALLOWED(Status.Code.UNIMPLEMENTED, 405, Fault.CALLER),
    /** The body took too long to arrive. */
    REQUEST_TIMEOUT(Status.Code.DEADLINE_EXCEEDED, 408, Fault.CALLER),
    /** The body is over the limit. */
    BODY_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, 413, Fault.CALLER),
    /** Over the tenant's requests a minute. */
    RATE_LIMITED(Status.Code.RESOURCE_EXHAUSTED, 429, Fault.POLICY),
    /** Over the tenant's tokens a minute. */
    TOKENS_LIMITED(Status.Code.RESOURCE_EXHAUSTED, 429, Fault.POLICY),
    /** Over the tenant's tokens a day or its cost a month. */
    BUDGET_EXHAUSTED(Status.Code.RESOURCE_EXHAUSTED, 429, Fault.POLICY),
    /** Over the tenant's requests at a time. */
    CONCURRENCY_LIMITED(Status.Code.RESOURCE_EXHAUSTED, 429, Fault.POLICY),
    /** The gateway, or every tier that may answer, is full. */
    OVERLOADED(Status.Code.RESOURCE_EXHAUSTED, 429, Fault.MESH),
    /** The caller left. Nobody reads this status. */
    CLIENT_GONE(Status.Code.CANCELLED, 499, Fault.CALLER),
    /** The caller read nothing for too long. */
    CLIENT_TOO_SLOW(Status.Code.CANCELLED, 499, Fault.CALLER),
    /** A defect of the gateway. */
    INTERNAL(Status.Code.INTERNAL, 500, Fault.MESH),
    /** The tier was lost in the middle of an answer that had begun. */
    TIER_LOST(Status.Code.UNAVAILABLE, 503, Fault.MESH),
    /** The gateway is stopping. */
    STOPPING(Status.Code.UNAVAILABLE, 503, Fault.MESH),
    /** No tier that may answer is up. */
    TIERS_UNAVAILABLE(Status.Code.UNAVAILABLE, 503, Fault.MESH),
    /** What must be recorded before the answer could not be put on disk. */
    CAPTURE_UNAVAILABLE(Status.Code.UNAVAILABLE, 503, Fault.MESH),
    /** What the tenant has used is not known: its ledger or the shared store is away. */
    LEDGER_UNAVAILABLE(Status.Code.UNAVAILABLE, 503, Fault.MESH),
    /** The request's time ran out. */
    DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, 504, Fault.MESH);

    /** Whose doing it is. */
    public enum Fault {
        CALLER,
        POLICY,
        MESH
    }

    private final Status.Code grpc;
    private final int http;
    private final Fault fault;

    ErrorReason(Status.Code grpc, int http, Fault fault) {
        this.grpc = grpc;
        this.http = http;
        this.fault = fault;
    }

    /** The gRPC status. */
    public Status.Code grpc() {
        return grpc;
    }

    /** The HTTP status. */
    public int http() {
        return http;
    }

    /** Whose doing it is. */
    public Fault fault() {
        return fault;
    }
}
