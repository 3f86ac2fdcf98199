package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.Preference;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.store.ContentStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * Contents over a number of bytes go to the content store, and a claim check stands in for them. A
 * store that refuses leaves the content where it is: the event's own limit decides then.
 */
final class LargeContent {
    private static final Logger LOG = Logger.getLogger(LargeContent.class);

    private final ContentStore store;
    private final long most;
    private final Duration age;
    private final InstantSource clock;
    private final CaptureMetrics metrics;
    private LocalDate tidied = LocalDate.MIN;

    LargeContent(
            ContentStore store,
            long most,
            Duration age,
            InstantSource clock,
            CaptureMetrics metrics) {
        this.store = store;
        this.most = most;
        this.age = age;
        this.clock = clock;
        this.metrics = metrics;
    }

    TrafficEvent putAside(TrafficEvent event) {
        if (event.getSerializedSize() <= most) {
            return event;
        }
        TrafficEvent.Builder small = event.toBuilder();
        if (event.getInput().getSerializedSize() > most) {
            small.setInput(claim(event.getInput()));
        }
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            Attempt attempt = event.getAttempts(i);
            if (attempt.getOutput().getSerializedSize() > most) {
                small.setAttempts(i, attempt.toBuilder().setOutput(claim(attempt.getOutput())));
            }
        }
        return small.build();
    }

    FeedbackEvent putAside(FeedbackEvent event) {
        if (event.getSerializedSize() <= most) {
            return event;
        }
        return switch (event.getValueCase()) {
            case CORRECTION ->
                    event.toBuilder()
                            .clearCorrection()
                            .setSealedCorrection(claim(content(correction(event))))
                            .build();
            case PREFERENCE ->
                    event.toBuilder()
                            .clearPreference()
                            .setSealedPreference(claim(content(preference(event))))
                            .build();
            case THUMB, RATING, VALUE_NOT_SET -> {
                FeedbackEvent.Builder small = event.toBuilder();
                if (event.hasSealedCorrection()) {
                    small.setSealedCorrection(claim(event.getSealedCorrection()));
                }
                if (event.hasSealedPreference()) {
                    small.setSealedPreference(claim(event.getSealedPreference()));
                }
                yield small.build();
            }
        };
    }

    /** The correction as messages, for whatever holds contents. */
    static Messages correction(FeedbackEvent event) {
        return Messages.newBuilder()
                .addMessages(
                        Message.newBuilder().setRole("assistant").setContent(event.getCorrection()))
                .build();
    }

    /** The two answers as messages, for whatever holds contents. */
    static Messages preference(FeedbackEvent event) {
        Preference preference = event.getPreference();
        return Messages.newBuilder()
                .addMessages(
                        Message.newBuilder().setRole("chosen").setContent(preference.getChosen()))
                .addMessages(
                        Message.newBuilder()
                                .setRole("rejected")
                                .setContent(preference.getRejected()))
                .build();
    }

    /** Deletes what Kafka no longer has an event of; looks once a day. Writer's thread only. */
    void tidy() {
        LocalDate today = day(clock.instant());
        if (today.equals(tidied)) {
            return;
        }
        tidied = today;
        try {
            int deleted = store.deleteBefore(day(clock.instant().minus(age)));
            if (deleted > 0) {
                LOG.infof("capture.content deleted %d contents over their age", deleted);
            }
        } catch (IOException e) {
            LOG.warnf("capture.content cannot be tidied: %s", e.getMessage());
        }
    }

    private Content claim(Content content) {
        try {
            Content claim =
                    Content.newBuilder().setClaim(store.put(content, day(clock.instant()))).build();
            metrics.claimed();
            return claim;
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "capture.content refuses a content of %d bytes; it stays in its event. cause=%s",
                    content.getSerializedSize(), e.getMessage());
            return content;
        }
    }

    private static Content content(Messages messages) {
        return Content.newBuilder().setPlain(messages).build();
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
