package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import dev.strata.seal.Sealer;

/**
 * What is done to private content before it may touch a disk: nothing in the private zone; in the
 * public zone it is sealed, or withheld where there is no key. Pure but for the sealer's
 * randomness.
 */
sealed interface PrivateContent {
    /** The event as it may be written. */
    TrafficEvent guard(TrafficEvent event);

    /** The judgement as it may be written. A correction is taken as private: nobody classed it. */
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

    /** In the public zone, with a key. */
    record Sealed(Sealer sealer) implements PrivateContent {
        @Override
        public TrafficEvent guard(TrafficEvent event) {
            return isPublic(event)
                    ? event
                    : each(event, (plain, place) -> sealer.seal(plain, place));
        }

        @Override
        public FeedbackEvent guard(FeedbackEvent event) {
            if (!event.hasCorrection()) {
                return event;
            }
            Messages correction =
                    Messages.newBuilder()
                            .addMessages(
                                    Message.newBuilder()
                                            .setRole("assistant")
                                            .setContent(event.getCorrection()))
                            .build();
            return event.toBuilder()
                    .clearCorrection()
                    .setSealedCorrection(
                            sealer.seal(
                                    correction, new SealContext(event.getEventId(), "correction")))
                    .build();
        }
    }

    /** In the public zone, without a key. */
    record Withheld() implements PrivateContent {
        @Override
        public TrafficEvent guard(TrafficEvent event) {
            return isPublic(event) ? event : each(event, (_, _) -> Content.getDefaultInstance());
        }

        @Override
        public FeedbackEvent guard(FeedbackEvent event) {
            return event.hasCorrection() ? event.toBuilder().clearCorrection().build() : event;
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
            return event.hasCorrection();
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
