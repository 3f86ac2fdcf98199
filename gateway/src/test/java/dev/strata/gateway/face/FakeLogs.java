package dev.strata.gateway.face;

import com.google.protobuf.MessageLite;
import dev.strata.gateway.capture.FeedbackLog;
import dev.strata.gateway.capture.RightsLog;
import dev.strata.gateway.capture.TrafficArchive;
import dev.strata.gateway.capture.TrafficLog;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps what it is told in memory, for the tests of {@link FaceProfile} to look at. */
@Singleton
@Alternative
public class FakeLogs implements TrafficLog, FeedbackLog, RightsLog, TrafficArchive {
    private final BlockingQueue<TrafficEvent> traffic = new LinkedBlockingQueue<>();
    private final BlockingQueue<MessageLite> rights = new LinkedBlockingQueue<>();
    private final BlockingQueue<FeedbackEvent> feedback = new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes) {
        return CompletableFuture.completedFuture(traffic.add(event.get()));
    }

    @Override
    public void record(FeedbackEvent event) {
        feedback.add(event);
    }

    @Override
    public void record(ConsentEvent event) {
        rights.add(event);
    }

    @Override
    public void record(ErasureEvent event) {
        rights.add(event);
    }

    /** Each twice, as after a delivery whose confirmation was lost. */
    @Override
    public void read(Instant from, Instant until, Consumer<TrafficEvent> sink) {
        traffic.forEach(sink);
        traffic.forEach(sink);
    }

    List<MessageLite> rights() {
        return List.copyOf(rights);
    }

    void reset() {
        rights.clear();
        traffic.clear();
        feedback.clear();
    }

    /** The one event of the one request since the last reset. */
    TrafficEvent onlyEvent() throws InterruptedException {
        TrafficEvent event = traffic.poll(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        if (event == null || !traffic.isEmpty()) {
            throw new AssertionError("expected one event, got " + (event == null ? 0 : "more"));
        }
        return event;
    }

    /** All since the last reset. */
    List<TrafficEvent> events() {
        return List.copyOf(traffic);
    }

    /** The first event of that error that comes; those before it are passed over. */
    TrafficEvent refused(String errorType) throws InterruptedException {
        while (true) {
            TrafficEvent event =
                    traffic.poll(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("no event of " + errorType);
            }
            if (event.getErrorType().equals(errorType)) {
                return event;
            }
        }
    }

    List<FeedbackEvent> feedback() {
        return List.copyOf(feedback);
    }
}
