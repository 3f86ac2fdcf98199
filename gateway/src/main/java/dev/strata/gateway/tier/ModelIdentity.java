package dev.strata.gateway.tier;

import dev.strata.router.Capability;
import dev.strata.router.Zone;
import java.util.Set;

/**
 * Which model a tier runs, as the tier itself says.
 *
 * @param sha256 of the model file, hex
 * @param tokenizerSha256 of the tokenizer's own data, hex
 * @param precision {@code exact}, {@code balanced} or {@code fast}
 * @param contextTokens prompt and answer together
 */
public record ModelIdentity(
        String model,
        String sha256,
        String tokenizerSha256,
        String precision,
        Zone zone,
        int contextTokens,
        Set<Capability> capabilities) {
    public ModelIdentity {
        capabilities = Set.copyOf(capabilities);
    }
}
