package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.Spool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What capture counts; every event that was accepted ends as sent, dropped or dead letter. */
final class CaptureMetrics {
    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter spooled;
    private final Counter sent;
    private final Counter refused;
    private final Counter withheld;
    private final Counter deadLetters;
    private final Counter claimed;
    private final AtomicLong droppedTotal = new AtomicLong();
    private volatile @Nullable Drop lastDrop;
    private volatile @Nullable Spool spool;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    /** When something was dropped last, of the monotonic clock, and why. */
    record Drop(DropReason reason, long atNanos) {
        Duration age(long now) {
            return Duration.ofNanos(now - atNanos);
        }
    }

    CaptureMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = counter("accepted", "Events taken over from requests");
        this.spooled = counter("spooled", "Events forced to disk");
        this.sent = counter("sent", "Events acknowledged by all replicas");
        this.refused = counter("refused", "Sends that Kafka refused and that were made again");
        this.withheld =
                counter("withheld", "Events whose private content was left out, for no key");
        this.deadLetters =
                counter("dead.letters", "Events put aside because they can never be sent");
        this.claimed = counter("claimed", "Contents put into the content store");
        for (DropReason reason : DropReason.values()) {
            dropped.put(
                    reason,
                    Counter.builder("strata.capture.dropped")
                            .description("Events lost")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder("strata.capture." + name)
                .description(description)
                .register(registry);
    }

    /** Shows the state of {@code spool} from now on. */
    void watch(Spool spool, ByteQueue<?> queue) {
        this.spool = spool;
        Gauge.builder("strata.capture.queue", queue, ByteQueue::bytes)
                .description("Bytes that wait in memory")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("strata.capture.spool", spool, Spool::bytes)
                .description("Bytes that wait on disk")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("strata.capture.torn", spool, Spool::tornBytes)
                .description("Bytes found unreadable on disk")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        TimeGauge.builder(
                        "strata.capture.oldest.age",
                        spool,
                        TimeUnit.MILLISECONDS,
                        s -> s.oldestAge().toMillis())
                .description("Age of the oldest events that wait on disk")
                .strongReference(true)
                .register(registry);
    }

    void accepted() {
        accepted.increment();
    }

    void spooled(long count) {
        spooled.increment(count);
    }

    void sent() {
        sent.increment();
    }

    void refused() {
        refused.increment();
    }

    void withheld() {
        withheld.increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void claimed() {
        claimed.increment();
    }

    /** What was dropped last. */
    Optional<Drop> lastDrop() {
        return Optional.ofNullable(lastDrop);
    }

    long droppedTotal() {
        return droppedTotal.get();
    }

    /** Bytes that wait on disk. */
    long spoolBytes() {
        Spool watched = spool;
        return watched == null ? 0 : watched.bytes();
    }

    void dropped(DropReason reason) {
        dropped(reason, 1);
    }

    void dropped(DropReason reason, int count) {
        if (count > 0) {
            droppedTotal.addAndGet(count);
            lastDrop = new Drop(reason, System.nanoTime());
        }
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment(count);
        }
    }
}
