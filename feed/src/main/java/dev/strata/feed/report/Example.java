package dev.strata.feed.report;

import dev.strata.feed.build.DropReason;

/** A removed row, its personal data replaced, cut to what is shown. */
public record Example(DropReason reason, String eventId, String question, String answer) {}
