package dev.strata.cli.process;

import java.time.Duration;
import java.util.Optional;

/**
 * When a child that ended is started again.
 *
 * @param restarts most restarts in a row
 * @param first wait before the first restart; doubled each time
 * @param calm a child that ran so long counts as well again
 */
public record RestartPolicy(int restarts, Duration first, Duration calm) {
    /** Three times, after 1, 2 and 4 seconds; a minute of life makes up for all. */
    public static final RestartPolicy STANDARD =
            new RestartPolicy(3, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /**
     * How long to wait before starting it again; empty to give up.
     *
     * @param before restarts in a row so far
     */
    public Optional<Duration> next(int before) {
        return before < restarts ? Optional.of(first.multipliedBy(1L << before)) : Optional.empty();
    }

    /**
     * Restarts in a row, once a child has ended that ran for {@code life}.
     *
     * @param before as counted when it was started
     */
    public int counted(int before, Duration life) {
        return life.compareTo(calm) >= 0 ? 0 : before;
    }
}
