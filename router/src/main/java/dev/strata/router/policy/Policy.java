package dev.strata.router.policy;

import dev.strata.router.privacy.DetectorKind;
import dev.strata.router.privacy.PrivacyScanner;
import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's routing rules: an immutable snapshot of one policy file.
 *
 * @param version begins the SHA-256 of the content in force
 * @param quality what answers are expected to be worth
 * @param profiles by name
 * @param tenantProfiles the name of each tenant's profile, of those that have one
 * @param rules all of them hold
 * @param objective where the caller names none
 * @param degrade a lower tier may answer where every good enough one is down
 * @param explorationShare of requests that start on a tier drawn among those that may answer
 */
public record Policy(
        String version,
        Privacy privacy,
        Capability capability,
        Difficulty difficulty,
        Quality quality,
        Map<String, Profile> profiles,
        Map<String, String> tenantProfiles,
        List<Rule> rules,
        Objective objective,
        boolean degrade,
        double explorationShare) {
    private static final double MOST_EXPLORATION = .05;

    public Policy {
        profiles = Map.copyOf(profiles);
        tenantProfiles = Map.copyOf(tenantProfiles);
        rules = List.copyOf(rules);
    }

    /**
     * What makes content private.
     *
     * @param detectors that are asked
     * @param words that make content private wherever they stand, ignoring case
     * @param patterns RE2 expressions that make content private wherever they match
     * @param scanLimitCharacters of a request's content; more is private unread
     */
    public record Privacy(
            Set<DetectorKind> detectors,
            List<String> words,
            List<String> patterns,
            int scanLimitCharacters) {
        public Privacy {
            patterns = List.copyOf(patterns);
            detectors = Set.copyOf(detectors);
            words = List.copyOf(words);
        }
    }

    /**
     * How a prompt's tokens are estimated.
     *
     * @param bytesPerToken by tier
     * @param defaultBytesPerToken of the tiers that are not named
     * @param messageTokens that a chat template adds for each message
     */
    public record Capability(
            Map<String, Double> bytesPerToken, double defaultBytesPerToken, int messageTokens) {
        public Capability {
            bytesPerToken = Map.copyOf(bytesPerToken);
        }

        /** The estimated tokens of a prompt of so many UTF-8 bytes and messages on a tier. */
        public long promptTokens(String tier, long bytes, int messages) {
            double rate = bytesPerToken.getOrDefault(tier, defaultBytesPerToken);
            return (long) Math.ceil(bytes / rate) + (long) messages * messageTokens;
        }
    }

    /**
     * Which rank a difficulty starts at.
     *
     * @param easyBelow scores below are easy
     * @param hardFrom scores from here on are hard
     */
    public record Difficulty(
            double easyBelow,
            double hardFrom,
            int easyRank,
            int middleRank,
            int hardRank,
            boolean usesPriors) {

        /** The same ranks from other difficulties on, which were learned and stand over priors. */
        public Difficulty with(double newEasyBelow, double newHardFrom) {
            return new Difficulty(newEasyBelow, newHardFrom, easyRank, middleRank, hardRank, false);
        }

        /** Neither easy nor hard. */
        public boolean isMiddle(double score) {
            return score >= easyBelow && score < hardFrom;
        }

        /** The rank at which a request of this difficulty starts. */
        public int startRank(double score) {
            return score < easyBelow ? easyRank : score < hardFrom ? middleRank : hardRank;
        }
    }

    /**
     * The same with thresholds that were learned.
     *
     * @param mark of where they come from, put behind the version
     */
    public Policy learned(Difficulty thresholds, String mark) {
        return new Policy(
                version + "+" + mark,
                privacy,
                capability,
                thresholds,
                quality,
                profiles,
                tenantProfiles,
                rules,
                objective,
                degrade,
                explorationShare);
    }

    /** The policy that comes with Strata. */
    public static Policy bundled() {
        return Bundled.POLICY;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final Policy POLICY = read(Settings.of(bundledText()));
    }

    /**
     * Reads a policy file; what it leaves out is as in {@link #bundled()}.
     *
     * @throws dev.strata.router.settings.SettingsException naming every wrong property by its path
     */
    public static Policy load(Path file) {
        return of(SettingsText.read(file));
    }

    /** Reads a policy's text, as {@link #load}. */
    public static Policy of(SettingsText text) {
        return read(Settings.of(bundledText(), text));
    }

    private static SettingsText bundledText() {
        return SettingsText.bundled(Policy.class, "policy.yaml");
    }

    private static Policy read(Settings settings) {
        Map<String, Profile> profiles = Profile.read(settings.section("profiles"));
        Map<String, String> tenantProfiles =
                Profile.ofTenants(settings.section("tenant-profiles"), profiles.keySet());
        Policy policy =
                new Policy(
                        settings.version(),
                        readPrivacy(settings.section("privacy")),
                        readCapability(settings.section("capability")),
                        readDifficulty(settings.section("difficulty")),
                        Quality.read(settings),
                        profiles,
                        tenantProfiles,
                        Rule.read(settings, profiles, tenantProfiles),
                        settings.choice("objective", Objective.class),
                        settings.flag("degrade"),
                        settings.section("exploration").number("share", 0, MOST_EXPLORATION));
        settings.check();
        return policy;
    }

    private static Privacy readPrivacy(Settings settings) {
        return new Privacy(
                settings.choices("detectors", DetectorKind.class),
                settings.texts("words"),
                readPatterns(settings),
                settings.integer("scan-limit-characters", 1, 64 << 20));
    }

    private static List<String> readPatterns(Settings settings) {
        List<String> patterns = settings.texts("patterns");
        for (int i = 0; i < patterns.size(); i++) {
            Optional<String> problem = PrivacyScanner.problemOf(patterns.get(i));
            if (problem.isPresent()) {
                settings.problem("patterns[" + i + "]", "an RE2 expression", problem.get());
            }
        }
        return patterns;
    }

    private static Capability readCapability(Settings settings) {
        Settings rates = settings.section("bytes-per-token");
        Map<String, Double> byTier = new LinkedHashMap<>();
        for (String tier : rates.keys()) {
            byTier.put(tier, rates.number(tier, .25, 16));
        }
        double rest = rates.number("default", .25, 16);
        byTier.remove("default");
        return new Capability(byTier, rest, settings.integer("message-tokens", 0, 1000));
    }

    private static Difficulty readDifficulty(Settings settings) {
        double easyBelow = settings.number("easy-below", 0, 1);
        double hardFrom = settings.number("hard-from", 0, 1.01);
        if (hardFrom < easyBelow) {
            settings.problem("hard-from", "at least easy-below (" + easyBelow + ")", hardFrom);
        }
        Settings ranks = settings.section("start-rank");
        int easy = ranks.integer("easy", 1, 99);
        int middle = ranks.integer("middle", 1, 99);
        int hard = ranks.integer("hard", 1, 99);
        if (middle < easy) {
            ranks.problem("middle", "at least easy (" + easy + ")", middle);
        }
        if (hard < middle) {
            ranks.problem("hard", "at least middle (" + middle + ")", hard);
        }
        return new Difficulty(easyBelow, hardFrom, easy, middle, hard, settings.flag("use-priors"));
    }
}
