package dev.strata.gateway.capture;

/** What Kafka said to one event. */
sealed interface Delivery {
    /** All replicas have it. */
    record Acknowledged() implements Delivery {}

    /** Not now: send it again. */
    record Refused(Throwable cause) implements Delivery {}

    /** Not ever, as it is. */
    record Impossible(Throwable cause) implements Delivery {}
}
