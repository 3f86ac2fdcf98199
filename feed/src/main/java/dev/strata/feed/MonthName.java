package dev.strata.feed;

import dev.strata.feed.error.FeedException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** The month that a command is asked for. */
final class MonthName {
    private static final String LAST = "last";

    private MonthName() {}

    /**
     * The name of a dataset, as in {@code 2026-10}; {@code last} is the month before {@code now}'s,
     * for jobs that come each month with the same words.
     *
     * @throws FeedException BAD_INPUT where it is neither
     */
    static String of(String given, Instant now) {
        if (given.equals(LAST)) {
            return YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(1).toString();
        }
        if (!given.matches("\\d{4}-(0[1-9]|1[0-2])")) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "month '%s' is none: expected year and month as in 2026-10, or last, got %s; correct --month"
                            .formatted(given, given));
        }
        return given;
    }
}
