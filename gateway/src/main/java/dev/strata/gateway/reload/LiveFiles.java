package dev.strata.gateway.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at every file of settings at its interval, or at once. What is valid takes effect as a
 * whole; what is not leaves the last good one in force, and the log, a metric and health say so.
 * Thread-safe.
 */
public final class LiveFiles {
    private static final Logger LOG = Logger.getLogger(LiveFiles.class);

    private final ScheduledExecutorService timer;
    private final MeterRegistry meters;
    private final Map<String, LiveSettings> files = new ConcurrentSkipListMap<>();

    /**
     * One of them now.
     *
     * @param version of what is in force
     * @param problem of what the file says; empty where it is in force
     */
    public record State(String name, String version, Optional<String> problem) {}

    /** None yet. */
    public LiveFiles(ScheduledExecutorService timer, MeterRegistry meters) {
        this.timer = timer;
        this.meters = meters;
    }

    /** Looks at one more from now on. */
    public void watch(LiveSettings file, Duration every) {
        files.put(file.name(), file);
        Gauge.builder("strata.settings.stale", file, f -> f.problem().get().isPresent() ? 1 : 0)
                .tag("file", file.name())
                .description("1 where the file cannot be used and an older one is in force")
                .register(meters);
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> lookAt(file), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks at all of them now; they are in force, or not, when this returns. */
    public List<State> look() {
        files.values().forEach(LiveFiles::lookAt);
        return states();
    }

    /** All of them, by name. */
    public List<State> states() {
        return files.values().stream().map(LiveFiles::state).toList();
    }

    /** The one called {@code name}; empty where it is not looked at. */
    public Optional<State> state(String name) {
        return Optional.ofNullable(files.get(name)).map(LiveFiles::state);
    }

    private static State state(LiveSettings file) {
        return new State(file.name(), file.version().get(), file.problem().get());
    }

    private static void lookAt(LiveSettings file) {
        // One thread looks at a file at a time.
        synchronized (file) {
            if (!file.look().getAsBoolean()) {
                return;
            }
        }
        State now = state(file);
        now.problem()
                .ifPresentOrElse(
                        problem ->
                                LOG.errorf(
                                        "%s stays at the last good one: %s", now.name(), problem),
                        () -> LOG.infof("%s %s is in force", now.name(), now.version()));
    }
}
