package dev.strata.gateway.tier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** Where the tiers are. */
@ConfigMapping(prefix = "strata.tiers")
public interface TierSettings {
    /** By tier name, e.g. {@code strata.tiers.v1.endpoint=localhost:9001}. */
    @WithParentName
    Map<String, Tier> tiers();

    /** One tier. */
    interface Tier {
        /**
         * {@code host:port} of its gRPC server, or several with commas between; every address that
         * a name stands for is a replica. Several tiers may share them.
         */
        String endpoint();

        /** 1 is the smallest model. Where it is missing, tiers rank by name. */
        OptionalInt rank();

        /**
         * How long a request that would begin at this tier waits for it while it is down, as a tier
         * at no pod is; then other tiers may answer. 0 for not at all.
         */
        @WithDefault("0s")
        Duration coldStartWait();
    }

    /** How they are called. */
    @ConfigMapping(prefix = "strata.tier-calls")
    interface Calls {
        /** Time between two looks at a tier's health and load. */
        @WithDefault("1s")
        Duration describeInterval();

        /** How long a look may take. */
        @WithDefault("2s")
        Duration describeTimeout();

        /** How long a tier may say nothing during an attempt, from its start on. */
        @WithDefault("60s")
        Duration silence();

        /** Failures in a row after which a tier is not called for a while. */
        @WithDefault("5")
        int breakerFailures();

        /** How long a tier is not called then. */
        @WithDefault("5s")
        Duration breakerOpen();

        /** Time between two questions for the addresses of a tier's names. */
        @WithDefault("5s")
        Duration resolveInterval();

        /** Share of requests that may be tried again at another replica, 0 to 1; 0 for none. */
        @WithDefault("0.2")
        double retryShare();

        /**
         * Share of failed calls from which on a replica is left out, if others fail half as often.
         */
        @WithDefault("0.5")
        double ejectShare();

        /** How long it is left out the first time; each time in a row it is that much longer. */
        @WithDefault("30s")
        Duration ejectFor();

        /** Largest message that a tier may send, in bytes. */
        @WithDefault("4194304")
        int maxMessageBytes();
    }
}
