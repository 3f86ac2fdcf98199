package dev.strata.router;

/** Why a request went where it went; a closed set, fit for a metric's label. */
public enum ReasonCode {
    DIFFICULTY_EASY,
    DIFFICULTY_MIDDLE,
    DIFFICULTY_HARD,
    OBJECTIVE_QUALITY,
    /** The caller named the tier or the model. */
    PINNED,
    /** The content, its tenant or its conversation is private. */
    PRIVATE_CONTENT,
    /** The preferred tier was down or full; a higher one was taken. */
    HEALTH_UP,
    /** Every good enough tier was down; a lower one was taken. */
    HEALTH_DEGRADED,

    UNKNOWN_MODEL,
    TENANT_FORBIDS,
    PRIVACY_FORBIDS,
    CONTEXT_EXCEEDED,
    CAPABILITY_MISSING,
    /** The content is private and no private tier is up. */
    PRIVATE_TIER_DOWN,
    /** No tier that may answer is up. */
    TIERS_DOWN
}
