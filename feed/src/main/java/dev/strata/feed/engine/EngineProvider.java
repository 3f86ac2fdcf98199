package dev.strata.feed.engine;

import java.util.Optional;

/** An engine that another module brings; found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {
    /** What {@code --engine} calls it. */
    String name();

    /**
     * Starts it.
     *
     * @param master the cluster; empty for the one that the environment names, else this machine
     * @throws dev.strata.feed.error.FeedException LOST_ENGINE where it does not start
     */
    Engine open(Optional<String> master);
}
