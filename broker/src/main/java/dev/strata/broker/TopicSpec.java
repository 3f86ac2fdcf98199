package dev.strata.broker;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One topic as it should be: records of a {@code compact} topic are kept, the newest of each key;
 * those of another until their retention is over.
 *
 * @param compact false where the file says nothing
 * @param retention of a topic that is not compact, e.g. {@code 45d}, {@code 12h}, {@code 30m}
 * @param compression the broker's codec, e.g. {@code zstd}
 * @param maxMessageBytes longest record batch that the topic takes
 */
record TopicSpec(
        String name,
        int partitions,
        boolean compact,
        @Nullable String retention,
        String compression,
        int maxMessageBytes) {
    private static final Pattern RETENTION = Pattern.compile("(\\d{1,6})([dhm])");

    TopicSpec {
        require(name != null && !name.isBlank(), name, "has no name", "a name", "none");
        require(partitions >= 1, name, "has no partition", "at least 1", "" + partitions);
        require(
                compact
                        ? retention == null
                        : retention != null && RETENTION.matcher(retention).matches(),
                name,
                "has an unreadable retention",
                compact ? "none on a compact topic" : "days, hours or minutes as in 45d",
                "" + retention);
        require(compression != null, name, "has no compression", "e.g. zstd", "none");
        require(
                maxMessageBytes >= 1024,
                name,
                "takes no record",
                "maxMessageBytes of at least 1024",
                "" + maxMessageBytes);
    }

    Duration retentionTime() {
        Matcher matcher = RETENTION.matcher("" + retention);
        if (!matcher.matches()) {
            throw new IllegalStateException("topic '%s' has no retention".formatted(name));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    /** The topic's settings under Kafka's own names. */
    Map<String, String> configuration() {
        return Map.of(
                "cleanup.policy",
                compact ? "compact" : "delete",
                "compression.type",
                compression,
                "max.message.bytes",
                "" + maxMessageBytes,
                "retention.ms",
                compact ? "-1" : "" + retentionTime().toMillis());
    }

    private static void require(
            boolean condition, String name, String wrong, String expected, String got) {
        if (!condition) {
            throw new BrokerException(
                    "topic '%s' %s: expected %s, got %s; correct topics.yaml"
                            .formatted(name, wrong, expected, got));
        }
    }
}
