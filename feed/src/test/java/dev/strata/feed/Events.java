package dev.strata.feed;

import com.google.protobuf.Timestamp;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.ConfidenceFeatures;
import dev.strata.proto.event.v1.Consent;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.RequestParameters;
import dev.strata.proto.event.v1.RouteDecision;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import dev.strata.seal.Sealer;

/** Events for tests: answered by V2 after V1 was unsure. */
public final class Events {
    private Events() {}

    /** A public event that everybody agreed to train on. */
    public static TrafficEvent open(String id) {
        return TrafficEvent.newBuilder()
                .setSchemaRev(1)
                .setEventId(id)
                .setRequestId("r-" + id)
                .setTenant("demo")
                .setConversationId("c-" + id)
                .setStarted(Timestamp.newBuilder().setSeconds(1_790_000_000))
                .setFinished(Timestamp.newBuilder().setSeconds(1_790_000_001))
                .setParameters(RequestParameters.newBuilder().setMethod("chat"))
                .setRoute(
                        RouteDecision.newBuilder()
                                .setDataClass(DataClass.DATA_CLASS_PUBLIC)
                                .setReasonCode("DIFFICULTY_EASY")
                                .setInitialTier("v1")
                                .setDifficulty(0.25)
                                .setPropensity(1))
                .setInput(content("user", "question " + id))
                .addAttempts(
                        Attempt.newBuilder()
                                .setTier("v1")
                                .setOutput(content("assistant", "unsure"))
                                .setEscalateReason("LOW_CONFIDENCE"))
                .addAttempts(
                        Attempt.newBuilder()
                                .setTier("v2")
                                .setModel("a-model")
                                .setCommitted(true)
                                .setFinish("stop")
                                .setPromptTokens(10)
                                .setCompletionTokens(5)
                                .setConfidence(ConfidenceFeatures.newBuilder().setConfidence(0.9))
                                .setOutput(content("assistant", "answer " + id)))
                .setFinalTier("v2")
                .setConsent(
                        Consent.newBuilder()
                                .addPurposes(Purpose.PURPOSE_SERVE)
                                .addPurposes(Purpose.PURPOSE_TRAIN)
                                .setBasis("tenant"))
                .setCost(0.5)
                .build();
    }

    /** The same with another question. */
    public static TrafficEvent asking(String id, String question) {
        return open(id).toBuilder().setInput(content("user", question)).build();
    }

    /** The same with another answer. */
    public static TrafficEvent answering(String id, String answer, String finish) {
        TrafficEvent.Builder event = open(id).toBuilder();
        event.getAttemptsBuilder(1).setOutput(content("assistant", answer)).setFinish(finish);
        return event.build();
    }

    /** The same, answered by the teacher. */
    public static TrafficEvent byTeacher(TrafficEvent event) {
        TrafficEvent.Builder up = event.toBuilder().setFinalTier("v3");
        up.getAttemptsBuilder(1).setTier("v3");
        return up.build();
    }

    /** The same of somebody whom the caller named. */
    public static TrafficEvent of(TrafficEvent event, String subject) {
        return event.toBuilder().setSubjectPseudonym(subject).setSubjectKeyVersion(1).build();
    }

    /** The same so many seconds later. */
    public static TrafficEvent at(TrafficEvent event, long seconds) {
        return event.toBuilder()
                .setStarted(Timestamp.newBuilder().setSeconds(1_790_000_000 + seconds))
                .build();
    }

    /** The same with other words, private and plain. */
    public static TrafficEvent secret(String id, String text) {
        TrafficEvent.Builder event = open(id).toBuilder();
        event.getRouteBuilder().setDataClass(DataClass.DATA_CLASS_PRIVATE);
        event.setInput(content("user", text));
        return event.build();
    }

    /** The same, sealed as a gateway of the public zone does. */
    public static TrafficEvent sealed(TrafficEvent event, Sealer sealer) {
        TrafficEvent.Builder sealed = event.toBuilder();
        String id = event.getEventId();
        sealed.setInput(sealer.seal(event.getInput().getPlain(), SealContext.input(id)));
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            sealed.getAttemptsBuilder(i)
                    .setOutput(
                            sealer.seal(
                                    event.getAttempts(i).getOutput().getPlain(),
                                    SealContext.attempt(id, i)));
        }
        return sealed.build();
    }

    public static Content content(String role, String text) {
        return Content.newBuilder()
                .setPlain(
                        Messages.newBuilder()
                                .addMessages(Message.newBuilder().setRole(role).setContent(text)))
                .build();
    }
}
