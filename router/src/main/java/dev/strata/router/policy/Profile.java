package dev.strata.router.policy;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of work needs of the mesh; a tenant or a request names it.
 *
 * @param narrowing which tiers it leaves
 * @param objective what it wants most; empty for the policy's default
 * @param firstTokenMillis how long the first token may take; 0 where it does not matter
 * @param audit whether every request of it is to be kept for an audit
 * @param why the reason, in words
 */
public record Profile(
        Narrowing narrowing,
        Optional<Objective> objective,
        int firstTokenMillis,
        boolean audit,
        String why) {
    private static final int LONGEST_MILLIS = 600_000;

    public Profile {
        requireNonNull(narrowing, "narrowing is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(why, "why is null");
    }

    static Map<String, Profile> read(Settings settings) {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        settings.namedSections().forEach((name, section) -> profiles.put(name, readOne(section)));
        return profiles;
    }

    /** The profile's name of each tenant that has one. */
    static Map<String, String> ofTenants(Settings settings, Set<String> known) {
        Map<String, String> profiles = new LinkedHashMap<>();
        for (String tenant : settings.keys()) {
            String name = settings.text(tenant);
            if (!known.contains(name)) {
                settings.problem(tenant, "one of " + known, name);
            }
            profiles.put(tenant, name);
        }
        return profiles;
    }

    private static Profile readOne(Settings section) {
        return new Profile(
                Narrowing.read(section),
                section.has("objective")
                        ? Optional.of(section.choice("objective", Objective.class))
                        : Optional.empty(),
                section.has("first-token-ms")
                        ? section.integer("first-token-ms", 1, LONGEST_MILLIS)
                        : 0,
                section.has("audit") && section.flag("audit"),
                section.text("why"));
    }
}
