package dev.strata.feed.build;

import java.util.Locale;

/** Why an event became no row; a closed set, in the order in which it is asked. */
public enum DropReason {
    /** The record is no event of this topic. */
    UNDECODABLE(Stage.DECODE),
    /** The event's id was seen before in this range. */
    DUPLICATE(Stage.DEDUPLICATE),
    /** Nobody agreed to training on it. */
    NO_CONSENT(Stage.CONSENT),
    /** Private content never enters a dataset of the public zone. */
    PRIVATE_IN_PUBLIC(Stage.PRIVACY),
    /** The request failed or was cancelled. */
    ERROR(Stage.ANSWER),
    /** The answer came from a cache or was shared: it would count twice. */
    CACHE_HIT(Stage.ANSWER),
    /** No tier's answer was committed. */
    NOT_COMMITTED(Stage.ANSWER),
    /** The content lies outside the event, which this feed does not read. */
    CLAIM_CHECK(Stage.CONTENT),
    /** The content is sealed, and the key that was given, if any, does not open it. */
    UNSEALABLE(Stage.CONTENT),
    /** The question or the answer has no text; withheld content is empty too. */
    EMPTY(Stage.CONTENT);

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
