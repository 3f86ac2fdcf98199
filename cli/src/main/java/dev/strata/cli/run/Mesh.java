package dev.strata.cli.run;

import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildFailure;
import dev.strata.cli.process.ChildSpec;
import dev.strata.cli.process.RestartPolicy;
import dev.strata.process.ReadyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a mesh. Started by one thread; closed by any, once.
 *
 * <p>Stop order: gateway, so that nothing new comes in; tiers; broker, which takes what the gateway
 * ships while it ends.
 */
final class Mesh implements AutoCloseable {
    private static final List<String> STOP_ORDER =
            List.of(
                    ServiceSpecs.GATEWAY,
                    ServiceSpecs.EDGE,
                    ServiceSpecs.CORE,
                    ServiceSpecs.BROKER);
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private record Life(Child child, long began, int restarts) {}

    private final Path state;
    private final PrintWriter out;
    private final BlockingQueue<Child> deaths = new LinkedBlockingQueue<>();
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, ReadyReport> reports = new HashMap<>();
    private boolean closed;

    Mesh(Path state, PrintWriter out) {
        this.state = state;
        this.out = out;
    }

    /** Starts a child; its death is noticed from now on. */
    void start(ChildSpec spec) {
        start(spec, 0);
    }

    private synchronized void start(ChildSpec spec, int restarts) {
        if (closed) {
            throw new IllegalStateException("mesh is being stopped");
        }
        Child child = restarts == 0 ? Child.start(spec, state) : Child.startAgain(spec, state);
        lives.put(spec.name(), new Life(child, System.nanoTime(), restarts));
        var _ = child.ended().thenAccept(deaths::add);
    }

    /**
     * Waits for a child that was started.
     *
     * @throws ChildFailure where it, or another one meanwhile, ends
     */
    ReadyReport awaitReady(String name) throws InterruptedException {
        Child child = life(name).child();
        ReadyReport report = child.awaitReady(READY_LIMIT);
        long ms = (System.nanoTime() - life(name).began()) / 1_000_000;
        synchronized (this) {
            reports.put(name, report);
        }
        out.printf(
                "  %-10s ready after %4.1f s, pid %d, %s%n",
                name, ms / 1000.0, report.pid(), ports(report));
        out.flush();
        return report;
    }

    /** What {@code name} reported last. */
    synchronized ReadyReport report(String name) {
        return Objects.requireNonNull(reports.get(name), name);
    }

    private static String ports(ReadyReport report) {
        return new TreeMap<>(report.ports()).toString().replaceAll("[{}]", "").replace('=', ' ');
    }

    private synchronized Life life(String name) {
        return Objects.requireNonNull(lives.get(name), name);
    }

    /** The child that ended first, if one did within {@code wait}. */
    Optional<Child> death(Duration wait) throws InterruptedException {
        return Optional.ofNullable(deaths.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * Runs until this mesh is closed or this thread interrupted: starts children that end again.
     *
     * @throws ChildFailure where one ended too often
     */
    void supervise(RestartPolicy policy) throws InterruptedException {
        while (true) {
            Child dead = deaths.take();
            synchronized (this) {
                if (closed) {
                    return;
                }
            }
            restart(dead, policy);
        }
    }

    private void restart(Child dead, RestartPolicy policy) throws InterruptedException {
        ChildFailure failure = dead.death();
        out.println("strata: " + failure.getMessage());
        Life life = life(dead.name());
        Duration age = Duration.ofNanos(System.nanoTime() - life.began());
        int before = policy.counted(life.restarts(), age);
        Duration wait = policy.next(before).orElseThrow(() -> failure);
        out.printf(
                "strata: starting %s again in %d s (%d of %d)%n",
                dead.name(), wait.toSeconds(), before + 1, policy.restarts());
        out.flush();
        Thread.sleep(wait);
        Optional<ReadyReport> last;
        synchronized (this) {
            if (closed) {
                return;
            }
            last = Optional.ofNullable(reports.get(dead.name()));
        }
        start(ServiceSpecs.again(dead.spec(), last), before + 1);
        try {
            var _ = awaitReady(dead.name());
        } catch (ChildFailure _) {
            // It ended again, which the next turn sees; or it hangs, and its log says why.
        }
    }

    /** Ends all children, in order. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        for (String name : STOP_ORDER) {
            Life life = lives.get(name);
            if (life != null) {
                life.child().stop(STOP_LIMIT);
            }
        }
        // Wakes the supervisor, which sees that it is over.
        Optional.ofNullable(lives.get(ServiceSpecs.BROKER))
                .ifPresent(life -> deaths.add(life.child()));
    }
}
