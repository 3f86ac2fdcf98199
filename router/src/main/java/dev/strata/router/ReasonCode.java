package dev.strata.router;

/** Why a request went where it went; a closed set, fit for a metric's label. */
public enum ReasonCode {
    DIFFICULTY_EASY("easy"),
    DIFFICULTY_MIDDLE("of middle difficulty"),
    DIFFICULTY_HARD("hard"),
    /** Below hard, and what was measured of the models' answers to such prompts says so. */
    EXPECTED_WELL("the smallest tier that is expected to answer well"),
    /** The same, where no smaller tier than the largest is. */
    EXPECTED_POORLY("no smaller tier is expected to answer well"),
    OBJECTIVE_QUALITY("quality is wanted most"),
    /** Drawn among the tiers that may answer, to learn what it makes of it. */
    EXPLORED("drawn to learn from"),
    /** An earlier turn of the conversation needed so large a tier. */
    CONVERSATION_FLOOR("the conversation needed it before"),
    /** A profile, a rule or a limit of the request left nothing smaller. */
    LIMITS_LEFT("what was asked for leaves it"),
    /** The caller named the tier or the model. */
    PINNED("the caller asks for it"),
    /** The content, its tenant or its conversation is private. */
    PRIVATE_CONTENT("the content is private"),
    /** The preferred tier was down or full; a higher one was taken. */
    HEALTH_UP("the tier below is down or busy"),
    /** Every good enough tier was down; a lower one was taken. */
    HEALTH_DEGRADED("every better tier is down"),

    UNKNOWN_MODEL("no tier or model has the name asked for"),
    UNKNOWN_PROFILE("no profile has the name asked for"),
    /** A rule or a profile leaves no tier. */
    POLICY_FORBIDS("the policy leaves no tier"),
    /** No tier is cheap, quick or good enough. */
    LIMITS_UNMET("no tier meets the limits asked for"),
    TENANT_FORBIDS("the tenant may not use the tier"),
    PRIVACY_FORBIDS("the content is private and the tier is not"),
    CONTEXT_EXCEEDED("prompt and answer are too long"),
    CAPABILITY_MISSING("no tier can do what is needed"),
    /** The content is private and no private tier is up. */
    PRIVATE_TIER_DOWN("the content is private and no private tier is up"),
    /** No tier that may answer is up. */
    TIERS_DOWN("no tier that may answer is up");

    private final String words;

    ReasonCode(String words) {
        this.words = words;
    }

    /** The code as a clause. */
    public String words() {
        return words;
    }
}
