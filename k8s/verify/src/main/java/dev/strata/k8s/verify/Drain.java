package dev.strata.k8s.verify;

import java.util.List;
import java.util.Objects;

/**
 * How long a service may take to end what it has begun.
 *
 * @param key of its config map, e.g. {@code STRATA_CHAT_DRAIN}
 * @param defaultSeconds where no config map sets it
 */
public record Drain(String key, int defaultSeconds) {
    public Drain {
        Objects.requireNonNull(key, "key is null");
    }

    /** The longest that any config map of {@code overlay} sets. */
    int seconds(List<Manifest> overlay) {
        return overlay.stream()
                .filter(object -> object.kind().equals("ConfigMap"))
                .map(map -> map.root().path("data").path(key).asText())
                .filter(value -> value.matches("\\d+s"))
                .mapToInt(value -> Integer.parseInt(value.substring(0, value.length() - 1)))
                .max()
                .orElse(defaultSeconds);
    }
}
