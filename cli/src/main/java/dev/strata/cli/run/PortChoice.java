package dev.strata.cli.run;

import java.util.Optional;

/**
 * A port for the gateway, and what is to be said about it.
 *
 * @param port 0 to take any free one
 * @param remark for the user; empty where the usual port is free
 */
record PortChoice(int port, Optional<String> remark) {
    /** Tells whether a port is free. */
    interface Probe {
        boolean isFree(int port);
    }

    /**
     * The wanted port, else the usual one, else any free one.
     *
     * @param name e.g. {@code gRPC}
     * @param option that chooses it, e.g. {@code --port}
     * @param wanted 0 where the user named none
     * @throws IllegalStateException where the user named one that is in use
     */
    static PortChoice of(String name, String option, int wanted, int usual, Probe probe) {
        if (wanted != 0) {
            if (!probe.isFree(wanted)) {
                throw new IllegalStateException(
                        "%s port '%d' is in use: expected a free port, got one that another process listens on; choose another with %s, or leave it out for a free one"
                                .formatted(name, wanted, option));
            }
            return new PortChoice(wanted, Optional.empty());
        }
        return probe.isFree(usual)
                ? new PortChoice(usual, Optional.empty())
                : new PortChoice(
                        0,
                        Optional.of(
                                "%s port %d is in use by another process; taking a free one (%s chooses)"
                                        .formatted(name, usual, option)));
    }
}
