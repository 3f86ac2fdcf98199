package dev.strata.engine.constraint;

import java.util.Map;
import java.util.Optional;

/** The string formats that are enforced, as patterns; others say something to people only. */
final class Formats {
    private static final String LEAP_YEAR =
            "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
    private static final String DATE =
            "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|%s-02-29)"
                    .formatted(LEAP_YEAR);
    private static final String TIME =
            "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?";

    /* Lengths are bounded, so that an answer cannot run in circles. */
    private static final Map<String, String> PATTERNS =
            Map.of(
                    "date", "^%s$".formatted(DATE),
                    "time", "^%s$".formatted(TIME),
                    "date-time", "^%sT%s$".formatted(DATE, TIME),
                    "uuid", "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
                    "ipv4", "^(%s\\.){3}%s$".formatted(BYTE, BYTE),
                    "hostname", "^%s(\\.%s){0,6}$".formatted(LABEL, LABEL),
                    "email",
                            "^[A-Za-z0-9_+-]{1,32}(\\.[A-Za-z0-9_+-]{1,32}){0,3}@%s(\\.%s){1,4}$"
                                    .formatted(LABEL, LABEL));

    private Formats() {}

    static Optional<String> pattern(String format) {
        return Optional.ofNullable(PATTERNS.get(format));
    }
}
