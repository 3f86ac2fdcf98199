package dev.strata.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.admit.Bucket;
import dev.strata.gateway.capture.TrafficLog;
import dev.strata.gateway.error.ErrorReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Records requests that were turned away before they were routed: so many a minute of each tenant,
 * since a caller that is refused may ask as fast as it likes, and the rest is counted. Thread-safe;
 * never blocks.
 */
public final class Refusals {
    /** About how many bytes such an event has: it holds nothing of what was asked. */
    private static final long BYTES = 512;

    private final TrafficLog traffic;
    private final int perMinute;
    private final LongSupplier nanoClock;
    private final Map<String, Bucket> byTenant = new ConcurrentHashMap<>();
    private final Map<ErrorReason, Counter> unrecorded = new EnumMap<>(ErrorReason.class);

    /**
     * @param perMinute of each tenant; 0 for none
     * @param nanoClock monotonic
     */
    public Refusals(
            TrafficLog traffic, int perMinute, LongSupplier nanoClock, MeterRegistry registry) {
        this.traffic = traffic;
        this.perMinute = perMinute;
        this.nanoClock = nanoClock;
        for (ErrorReason reason : ErrorReason.values()) {
            unrecorded.put(
                    reason,
                    Counter.builder("strata.refusals.unrecorded")
                            .description(
                                    "Refused requests that left no event, over the tenant's allowance")
                            .tag("reason", reason.name())
                            .register(registry));
        }
    }

    /** Records a refusal, or counts it. */
    void record(EventCodec.Refusal refusal) {
        long now = nanoClock.getAsLong();
        String tenant = refusal.caller().tenant().id();
        boolean isIn =
                perMinute > 0
                        && byTenant.computeIfAbsent(tenant, _ -> new Bucket(perMinute, now))
                                .take(1, now)
                                .isEmpty();
        if (isIn) {
            Duration taken = Duration.ofNanos(now - refusal.caller().receivedNanos());
            // Nobody waits for it, in mode sync neither: there is no answer to hold back.
            var _ = traffic.offer(() -> EventCodec.encode(refusal, taken), BYTES);
        } else {
            requireNonNull(unrecorded.get(refusal.reason())).increment();
        }
    }
}
