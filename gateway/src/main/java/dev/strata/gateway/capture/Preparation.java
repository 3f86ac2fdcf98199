package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.time.Duration;

/**
 * What is done to an event before it may touch a disk or leave: its retention is set, private
 * content is guarded, large content put aside. Thread-safe; off the request's thread.
 */
final class Preparation {
    private final PrivateContent guard;
    private final LargeContent large;
    private final Duration retention;
    private final CaptureMetrics metrics;

    Preparation(
            PrivateContent guard, LargeContent large, Duration retention, CaptureMetrics metrics) {
        this.guard = guard;
        this.large = large;
        this.retention = retention;
        this.metrics = metrics;
    }

    TrafficEvent traffic(TrafficEvent event) {
        if (guard.withholds(event)) {
            metrics.withheld();
        }
        return large.putAside(guard.guard(limited(event)));
    }

    ByteString feedback(FeedbackEvent event) {
        if (guard.withholds(event)) {
            metrics.withheld();
        }
        return large.putAside(guard.guard(event)).toByteString();
    }

    private TrafficEvent limited(TrafficEvent event) {
        if (event.hasDeleteAfter() || retention.isZero()) {
            return event;
        }
        Timestamp started = event.getStarted();
        return event.toBuilder()
                .setDeleteAfter(
                        started.toBuilder()
                                .setSeconds(started.getSeconds() + retention.toSeconds()))
                .build();
    }
}
