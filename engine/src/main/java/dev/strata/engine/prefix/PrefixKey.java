package dev.strata.engine.prefix;

import static java.util.Objects.requireNonNull;

/**
 * What must be equal, beside the tokens, for keys and values to be used again.
 *
 * @param salt separates tenants: none can tell by the time it takes what another one asked
 * @param modelSha256 hex, of the model file
 * @param adapter the LoRA adapter's name; empty without one
 * @param precision {@code exact}, {@code balanced} or {@code fast}
 */
public record PrefixKey(String salt, String modelSha256, String adapter, String precision) {

    public PrefixKey {
        requireNonNull(salt, "salt is null");
        requireNonNull(modelSha256, "modelSha256 is null");
        requireNonNull(adapter, "adapter is null");
        requireNonNull(precision, "precision is null");
    }
}
