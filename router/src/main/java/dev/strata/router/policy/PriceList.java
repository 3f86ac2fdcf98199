package dev.strata.router.policy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What tokens cost on each tier: an immutable snapshot of one price file.
 *
 * @param version begins the SHA-256 of the content
 * @param unit what one price unit is
 * @param prices by tier name
 */
public record PriceList(String version, String unit, Map<String, Price> prices) {
    public PriceList {
        prices = Map.copyOf(prices);
    }

    /** The prices that come with Strata: core-seconds, measured. */
    public static PriceList bundled() {
        throw new UnsupportedOperationException("the next commit brings the prices");
    }

    /** Reads a price file. */
    public static PriceList load(Path file) {
        throw new UnsupportedOperationException("the next commit reads " + file);
    }

    /** The price of a tier's tokens; empty where the list does not name the tier. */
    public Optional<Price> of(String tier) {
        return Optional.ofNullable(prices.get(tier));
    }
}
