package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import dev.strata.seal.Sealer;
import java.util.function.Supplier;

/**
 * What is done to private content before it may touch a disk: nothing in the private zone; in the
 * public zone it is sealed, or withheld where there is no key. Pure but for the sealer's
 * randomness.
 */
sealed interface PrivateContent {
    /** The event as it may be written. */
    TrafficEvent guard(TrafficEvent event);

    /** The judgement as it may be written. Its texts are taken as private: nobody classed them. */
    FeedbackEvent guard(FeedbackEvent event);

    /** Whether {@link #guard(TrafficEvent)} takes content away that nobody can get back. */
    default boolean withholds(TrafficEvent event) {
        return false;
    }

    /** The same for a judgement. */
    default boolean withholds(FeedbackEvent event) {
        return false;
    }

    /** In the private zone. */
    record Plain() implements PrivateContent {
        @Override
        public TrafficEvent guard(TrafficEvent event) {
            return event;
        }

        @Override
        public FeedbackEvent guard(FeedbackEvent event) {
            return event;
        }
    }

    /** In the public zone, with a key: the day's, where there is one for each. */
    record Sealed(Supplier<Sealer> sealers) implements PrivateContent {
        @Override
        public TrafficEvent guard(TrafficEvent event) {
            return isPublic(event)
                    ? event
                    : sealLabels(each(event, (plain, place) -> sealers.get().seal(plain, place)));
        }

        @Override
        public FeedbackEvent guard(FeedbackEvent event) {
            return switch (event.getValueCase()) {
                case CORRECTION ->
                        event.toBuilder()
                                .clearCorrection()
                                .setSealedCorrection(
                                        sealers.get()
                                                .seal(
                                                        LargeContent.correction(event),
                                                        SealContext.correction(event.getEventId())))
                                .build();
                case PREFERENCE ->
                        event.toBuilder()
                                .clearPreference()
                                .setSealedPreference(
                                        sealers.get()
                                                .seal(
                                                        LargeContent.preference(event),
                                                        SealContext.preference(event.getEventId())))
                                .build();
                case THUMB, RATING, VALUE_NOT_SET -> event;
            };
        }

        private TrafficEvent sealLabels(TrafficEvent event) {
            CallerLabels labels = callerLabels(event);
            return labels.equals(CallerLabels.getDefaultInstance())
                    ? event
                    : withoutLabels(event).toBuilder()
                            .setSealedLabels(sealers.get().seal(labels, event.getEventId()))
                            .build();
        }
    }

    /** In the public zone, without a key. */
    record Withheld() implements PrivateContent {
        @Override
        public TrafficEvent guard(TrafficEvent event) {
            return isPublic(event)
                    ? event
                    : withoutLabels(each(event, (_, _) -> Content.getDefaultInstance()));
        }

        @Override
        public FeedbackEvent guard(FeedbackEvent event) {
            return withholds(event)
                    ? event.toBuilder().clearCorrection().clearPreference().build()
                    : event;
        }

        @Override
        public boolean withholds(TrafficEvent event) {
            return !isPublic(event)
                    && (event.getInput().hasPlain()
                            || event.getAttemptsList().stream()
                                    .anyMatch(a -> a.getOutput().hasPlain()));
        }

        @Override
        public boolean withholds(FeedbackEvent event) {
            return event.hasCorrection() || event.hasPreference();
        }
    }

    /** Replaces one plain content. */
    interface Replacement {
        Content replace(Messages plain, SealContext place);
    }

    // A missing data class is private: whoever forgot it must not leak.
    private static boolean isPublic(TrafficEvent event) {
        return event.getRoute().getDataClass() == DataClass.DATA_CLASS_PUBLIC;
    }

    /** What the caller called things: it may name a person as well as any text. */
    private static CallerLabels callerLabels(TrafficEvent event) {
        return CallerLabels.newBuilder()
                .setClientRequestId(event.getClientRequestId())
                .setDomain(isCallers(event) ? event.getDomain() : "")
                .build();
    }

    private static TrafficEvent withoutLabels(TrafficEvent event) {
        TrafficEvent.Builder bare = event.toBuilder().clearClientRequestId();
        return (isCallers(event) ? bare.clearDomain() : bare).build();
    }

    // The tenant's own setting and the classifier's classes name nobody.
    private static boolean isCallers(TrafficEvent event) {
        return event.getDomainSource().equals("caller");
    }

    private static TrafficEvent each(TrafficEvent event, Replacement replacement) {
        String id = event.getEventId();
        TrafficEvent.Builder guarded = event.toBuilder();
        if (event.getInput().hasPlain()) {
            guarded.setInput(
                    replacement.replace(event.getInput().getPlain(), SealContext.input(id)));
        }
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            Attempt attempt = event.getAttempts(i);
            if (attempt.getOutput().hasPlain()) {
                guarded.setAttempts(
                        i,
                        attempt.toBuilder()
                                .setOutput(
                                        replacement.replace(
                                                attempt.getOutput().getPlain(),
                                                SealContext.attempt(id, i))));
            }
        }
        return guarded.build();
    }
}
