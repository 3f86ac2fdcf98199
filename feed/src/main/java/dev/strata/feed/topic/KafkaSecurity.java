package dev.strata.feed.topic;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How Kafka is spoken to securely: the variables {@code KAFKA_SECURITY_PROTOCOL} and {@code
 * KAFKA_SSL_...}, as the gateway reads them. A password never stands on a command line.
 */
final class KafkaSecurity {
    private KafkaSecurity() {}

    /** The client's settings that {@code environment} names; none where it names none. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.equals("KAFKA_SECURITY_PROTOCOL") || name.startsWith("KAFKA_SSL_")) {
                String key = name.substring("KAFKA_".length());
                settings.put(key.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return settings;
    }
}
