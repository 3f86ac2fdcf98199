package dev.strata.feed.build;

/** What becomes of a record. */
sealed interface Decision {
    record Keep(Row row) implements Decision {}

    record Drop(DropReason reason) implements Decision {}
}
