package dev.strata.router;

import java.util.Locale;
import java.util.Optional;

/** What a request may need of a tier. */
public enum Capability {
    CHAT,
    COMPLETION,
    LOGPROBS,
    TOOLS,
    JSON_SCHEMA,
    IMAGES;

    /** The capability that a tier describes as {@code name}, e.g. {@code json_schema}. */
    public static Optional<Capability> of(String name) {
        String wanted = name.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        for (Capability capability : values()) {
            if (capability.name().equals(wanted)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }
}
