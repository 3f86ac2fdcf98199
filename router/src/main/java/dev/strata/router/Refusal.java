package dev.strata.router;

/** What kind of refusal it is; each has one gRPC and one HTTP status at the gateway. */
public enum Refusal {
    /** No tier or model has that name. */
    UNKNOWN_MODEL,
    /** No profile has that name. */
    UNKNOWN_PROFILE,
    /** A rule or the profile leaves no tier for it. */
    POLICY_FORBIDS,
    /** No tier meets the cost ceiling, the latency objective or the quality floor. */
    LIMITS_UNMET,
    /** The tenant may not use it. */
    PERMISSION,
    /** The content is private and the named tier is not, or no tier of the mesh is private. */
    PRIVACY_FORBIDS,
    /** No tier that may answer has so long a context. */
    CONTEXT_EXCEEDED,
    /** No tier that may answer can do what the request needs. */
    CAPABILITY_MISSING,
    /** Tiers that may answer exist, and none is up now. */
    UNAVAILABLE
}
