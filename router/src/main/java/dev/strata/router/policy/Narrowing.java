package dev.strata.router.policy;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.Settings;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which tiers a rule or a profile leaves; it can never add one.
 *
 * @param tiers by name; empty leaves all
 * @param minRank the smallest rank left
 * @param maxRank the largest rank left
 */
public record Narrowing(Set<String> tiers, Place zone, int minRank, int maxRank) {
    private static final int LARGEST = 99;

    /** Leaves every tier. */
    public static final Narrowing NONE = new Narrowing(Set.of(), Place.ANY, 1, LARGEST);

    /** The zones that are left. */
    public enum Place {
        ANY,
        PUBLIC,
        PRIVATE
    }

    public Narrowing {
        tiers = Set.copyOf(tiers);
        requireNonNull(zone, "zone is null");
    }

    /** Reads the keys of a narrowing from a section; keys that are left out narrow nothing. */
    static Narrowing read(Settings section) {
        int min = section.has("min-rank") ? section.integer("min-rank", 1, LARGEST) : 1;
        int max = section.has("max-rank") ? section.integer("max-rank", 1, LARGEST) : LARGEST;
        if (max < min) {
            section.problem("max-rank", "at least min-rank (" + min + ")", max);
        }
        return new Narrowing(
                section.has("tiers") ? new LinkedHashSet<>(section.texts("tiers")) : Set.of(),
                section.has("zone") ? section.choice("zone", Place.class) : Place.ANY,
                min,
                max);
    }

    /** True where no tier could ever be left by both. */
    boolean contradicts(Narrowing other) {
        boolean isElsewhere = zone != Place.ANY && other.zone != Place.ANY && zone != other.zone;
        boolean areApart =
                !tiers.isEmpty()
                        && !other.tiers.isEmpty()
                        && Collections.disjoint(tiers, other.tiers);
        return isElsewhere || areApart || minRank > other.maxRank || other.minRank > maxRank;
    }

    /** What is left, in words. */
    public String words() {
        StringBuilder words = new StringBuilder();
        words.append(
                tiers.isEmpty()
                        ? ""
                        : "tiers " + String.join(", ", tiers.stream().sorted().toList()));
        words.append(zone == Place.ANY ? "" : join(words) + "the " + name(zone) + " zone");
        words.append(minRank > 1 ? join(words) + "rank " + minRank + " and up" : "");
        words.append(maxRank < LARGEST ? join(words) + "rank " + maxRank + " and down" : "");
        return words.isEmpty() ? "every tier" : words.toString();
    }

    private static String join(StringBuilder words) {
        return words.isEmpty() ? "" : ", ";
    }

    private static String name(Place place) {
        return place == Place.PRIVATE ? "private" : "public";
    }
}
