package dev.strata.gateway.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which answers are kept, how many, and for how long. */
@ConfigMapping(prefix = "strata.cache")
public interface CacheSettings {
    /** Where this gateway runs, {@code public} or {@code private}; follows {@code strata.zone}. */
    @WithDefault("${strata.zone:public}")
    String zone();

    /** Whether requests may ask for the cache at all. */
    @WithDefault("true")
    boolean enabled();

    /** Whether requests at temperature 0 use it that do not say otherwise. */
    @WithDefault("false")
    boolean greedy();

    /** Most bytes of answers, of all tenants together; the least used go first. */
    @WithDefault("67108864")
    long maxBytes();

    /** How long an answer is given again. */
    @WithDefault("10m")
    Duration maxAge();

    /** Answers to requests that mean the same. */
    Semantic semantic();

    /** See {@link CacheSettings#semantic()}. */
    interface Semantic {
        /** Whether requests may ask for them; the sentence model is loaded by the first one. */
        @WithDefault("false")
        boolean enabled();

        /** Least cosine of two last messages that count as the same, 0 to 1. */
        @WithDefault("0.95")
        double threshold();

        /** How long such an answer is given again. */
        @WithDefault("10m")
        Duration maxAge();

        /** Most messages that one is compared with. */
        @WithDefault("256")
        int mostCompared();
    }
}
