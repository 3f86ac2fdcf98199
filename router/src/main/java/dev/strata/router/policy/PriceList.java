package dev.strata.router.policy;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What tokens cost on each tier: an immutable snapshot of one price file.
 *
 * @param version begins the SHA-256 of the content
 * @param unit what one price unit is, in words
 * @param prices by tier name
 * @param speeds by tier name, of those whose speed was measured
 */
public record PriceList(
        String version, String unit, Map<String, Price> prices, Map<String, Speed> speeds) {
    private static final double DEAREST = 1e9;

    public PriceList {
        requireNonNull(version, "version is null");
        requireNonNull(unit, "unit is null");
        prices = Map.copyOf(prices);
        speeds = Map.copyOf(speeds);
    }

    /**
     * The tokens of one attempt, as its tier counted them.
     *
     * @param promptTokens of the whole prompt
     * @param cachedTokens of these, taken from a prefix cache
     */
    public record AttemptTokens(
            String tier, int promptTokens, int cachedTokens, int completionTokens) {}

    /** The prices that come with Strata: core-seconds, measured. */
    public static PriceList bundled() {
        return Bundled.PRICES;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final PriceList PRICES = of(SettingsText.bundled(PriceList.class, "prices.yaml"));
    }

    /**
     * Reads a price file.
     *
     * @throws dev.strata.router.settings.SettingsException naming every wrong property by its path
     */
    public static PriceList load(Path file) {
        return of(SettingsText.read(file));
    }

    /** Reads a price file's text, as {@link #load}. */
    public static PriceList of(SettingsText text) {
        Settings settings = Settings.of(text);
        Map<String, Price> prices = new LinkedHashMap<>();
        settings.section("tiers")
                .namedSections()
                .forEach((tier, section) -> prices.put(tier, readPrice(section)));
        Map<String, Speed> speeds = new LinkedHashMap<>();
        if (settings.has("speeds")) {
            settings.section("speeds")
                    .namedSections()
                    .forEach((tier, section) -> speeds.put(tier, readSpeed(section)));
        }
        PriceList list = new PriceList(settings.version(), settings.text("unit"), prices, speeds);
        settings.check();
        return list;
    }

    /**
     * This list, which must name every one of {@code tiers}.
     *
     * @param source the list's name in an error
     * @throws IllegalArgumentException naming those without a price
     */
    public PriceList requireAll(String source, Set<String> tiers) {
        Set<String> missing = new TreeSet<>(tiers);
        missing.removeAll(prices.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "tiers %s have no price: expected one for each in '%s', got those of %s; add them or correct strata.tiers"
                            .formatted(missing, source, new TreeSet<>(prices.keySet())));
        }
        return this;
    }

    /** The price of a tier's tokens; empty where the list does not name the tier. */
    public Optional<Price> of(String tier) {
        return Optional.ofNullable(prices.get(tier));
    }

    /**
     * What a request costs, over all its attempts, in price units.
     *
     * @throws IllegalArgumentException where the list does not name an attempt's tier
     */
    public double cost(List<AttemptTokens> attempts) {
        double sum = 0;
        for (AttemptTokens attempt : attempts) {
            Price price = prices.get(attempt.tier());
            if (price == null) {
                throw new IllegalArgumentException(
                        "price of tier '%s' is missing: expected one of %s; add it to the price file"
                                .formatted(attempt.tier(), prices.keySet()));
            }
            sum +=
                    price.cost(
                            attempt.promptTokens(),
                            attempt.cachedTokens(),
                            attempt.completionTokens());
        }
        return sum;
    }

    /**
     * The work of computing tokens, in GFLOPs: 2 x active parameters x tokens.
     *
     * @param activeParameters of the model, per token
     * @param tokens computed: uncached prompt and answer
     */
    public static double gflops(long activeParameters, long tokens) {
        return 2.0 * activeParameters * tokens / 1e9;
    }

    private static Speed readSpeed(Settings section) {
        return new Speed(
                section.number("prompt", Double.MIN_NORMAL, DEAREST),
                section.number("completion", Double.MIN_NORMAL, DEAREST));
    }

    private static Price readPrice(Settings section) {
        return new Price(
                section.number("prompt", 0, DEAREST),
                section.number("cached", 0, DEAREST),
                section.number("completion", 0, DEAREST));
    }
}
