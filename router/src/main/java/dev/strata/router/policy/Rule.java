package dev.strata.router.policy;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rule of the operator: for whom, and which tiers it leaves.
 *
 * @param name for words and messages
 * @param tenants that it holds for; empty for all
 * @param profiles that it holds for; empty for all requests, with a profile or without
 */
public record Rule(String name, Set<String> tenants, Set<String> profiles, Narrowing narrowing) {
    public Rule {
        requireNonNull(name, "name is null");
        requireNonNull(narrowing, "narrowing is null");
        tenants = Set.copyOf(tenants);
        profiles = Set.copyOf(profiles);
    }

    /** True where the rule holds for a request of the tenant with the profile (empty for none). */
    public boolean holds(String tenant, String profile) {
        return (tenants.isEmpty() || tenants.contains(tenant))
                && (profiles.isEmpty() || profiles.contains(profile));
    }

    private boolean meets(Rule other) {
        return overlap(tenants, other.tenants) && overlap(profiles, other.profiles);
    }

    private static boolean overlap(Set<String> one, Set<String> other) {
        return one.isEmpty() || other.isEmpty() || !Collections.disjoint(one, other);
    }

    /** Reads all rules; two that leave no tier to one request are a problem that names both. */
    static List<Rule> read(
            Settings settings, Map<String, Profile> profiles, Map<String, String> tenantProfiles) {
        List<Settings> sections = settings.listed("rules");
        List<Rule> rules = new ArrayList<>();
        for (Settings section : sections) {
            Rule rule =
                    new Rule(
                            section.text("name"),
                            texts(section, "tenants"),
                            texts(section, "profiles"),
                            Narrowing.read(section));
            for (String profile : rule.profiles()) {
                if (!profiles.containsKey(profile)) {
                    section.problem("profiles", "one of " + profiles.keySet(), profile);
                }
            }
            rules.add(rule);
        }
        for (int i = 0; i < rules.size(); i++) {
            for (int k = 0; k < i; k++) {
                compare(sections.get(i), rules.get(i), sections.get(k), rules.get(k));
            }
            compare(settings, sections.get(i), rules.get(i), profiles);
            compareTenants(settings, sections.get(i), rules.get(i), profiles, tenantProfiles);
        }
        return rules;
    }

    private static void compare(Settings at, Rule rule, Settings otherAt, Rule other) {
        if (rule.meets(other) && rule.narrowing.contradicts(other.narrowing)) {
            at.conflict(
                    otherAt,
                    "a tier that both leave",
                    rule.narrowing.words() + " against " + other.narrowing.words());
        }
    }

    private static void compare(
            Settings settings, Settings at, Rule rule, Map<String, Profile> profiles) {
        for (String name : rule.profiles) {
            Profile profile = profiles.get(name);
            if (profile != null && profile.narrowing().contradicts(rule.narrowing)) {
                at.conflict(
                        settings.section("profiles").section(name),
                        "a tier that both leave",
                        rule.narrowing.words() + " against " + profile.narrowing().words());
            }
        }
    }

    /** A rule for all of a tenant's requests, against the profile that all of them have. */
    private static void compareTenants(
            Settings settings,
            Settings at,
            Rule rule,
            Map<String, Profile> profiles,
            Map<String, String> tenantProfiles) {
        if (!rule.profiles.isEmpty()) {
            return;
        }
        tenantProfiles.forEach((tenant, name) -> {
            Profile profile = profiles.get(name);
            if (profile != null
                    && rule.holds(tenant, "")
                    && profile.narrowing().contradicts(rule.narrowing)) {
                at.conflict(
                        settings.section("profiles").section(name),
                        "a tier that both leave to tenant '" + tenant + "'",
                        rule.narrowing.words() + " against " + profile.narrowing().words());
            }
        });
    }

    private static Set<String> texts(Settings section, String key) {
        return section.has(key) ? new LinkedHashSet<>(section.texts(key)) : Set.of();
    }
}
