package dev.strata.feed.build;

import java.util.Locale;

/** Why an event became no row of the dataset; a closed set, in the order in which it is asked. */
public enum DropReason {
    /** The record is no event of this topic. */
    UNDECODABLE(Stage.DECODE),
    /** Its time is long past or in the future: a clock that is wrong, and consent goes by time. */
    CLOCK_SKEW(Stage.DECODE),
    /** The event's id was seen before in this range. */
    DUPLICATE(Stage.DEDUPLICATE),
    /** The event's id was seen before, with another content: the first one counts. */
    CONFLICTING_DUPLICATE(Stage.DEDUPLICATE),
    /** The request was refused before it was routed: nothing was asked of a tier. */
    REFUSED(Stage.ANSWER),
    /** Its subject had it erased. */
    ERASED(Stage.CONSENT),
    /** It may not be kept as long as the dataset is. */
    EXPIRED(Stage.CONSENT),
    /** Nobody agreed to training on it. */
    NO_CONSENT(Stage.CONSENT),
    /** Its subject took the agreement back. */
    WITHDRAWN(Stage.CONSENT),
    /** Private content never enters a dataset of the public zone. */
    PRIVATE_IN_PUBLIC(Stage.PRIVACY),
    /** The request failed or was cancelled. */
    ERROR(Stage.ANSWER),
    /** The answer came from a cache or was shared: it would count twice. */
    CACHE_HIT(Stage.ANSWER),
    /** No tier's answer was committed. */
    NOT_COMMITTED(Stage.ANSWER),
    /** The content lies outside the event and could not be read. */
    CLAIM_CHECK(Stage.CONTENT),
    /** The content is sealed, and the key that was given, if any, does not open it. */
    UNSEALABLE(Stage.CONTENT),
    /** The question or the answer has no text; withheld content is empty too. */
    EMPTY(Stage.CONTENT),
    /** Personal data is in it that could not be told from the rest and replaced. */
    PERSONAL_DATA(Stage.PERSONAL),
    /** The answer was cut at its longest. */
    CUT_SHORT(Stage.QUALITY),
    /** The answer says the same over and over. */
    REPETITIVE(Stage.QUALITY),
    /** The answer is hardly words. */
    GARBLED(Stage.QUALITY),
    /** The answer is the question. */
    ECHO(Stage.QUALITY),
    /** The answer is longer than any answer should be. */
    TOO_LONG(Stage.QUALITY),
    /** Its words, or those of a near-duplicate, are in an evaluation set. */
    IN_EVALUATION(Stage.EVALUATION),
    /** Nearly the same as a better one of this month. */
    NEAR_DUPLICATE(Stage.NEAR_DUPLICATE),
    /** Nearly the same as one of an earlier dataset. */
    NEAR_DUPLICATE_OF_EARLIER(Stage.NEAR_DUPLICATE),
    /** Its tenant has as many rows this month as it may. */
    TENANT_CAP(Stage.MIX),
    /** Its subject has as many rows this month as one may. */
    SUBJECT_CAP(Stage.MIX),
    /** The domain takes no more new rows this month. */
    DOMAIN_FULL(Stage.MIX),
    /** More generated rows than go with the real ones. */
    SYNTHETIC_SURPLUS(Stage.MIX);

    private final Stage stage;

    DropReason(Stage stage) {
        this.stage = stage;
    }

    /** The stage that asks. */
    public Stage stage() {
        return stage;
    }

    /** As in manifests: {@code no_consent}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
