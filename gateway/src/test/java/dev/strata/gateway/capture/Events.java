package dev.strata.gateway.capture;

import com.google.protobuf.Timestamp;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.RouteDecision;
import dev.strata.proto.event.v1.TrafficEvent;

/** Events for tests. */
final class Events {
    private Events() {}

    static TrafficEvent traffic(String id, DataClass dataClass, String question, String answer) {
        return TrafficEvent.newBuilder()
                .setSchemaRev(1)
                .setEventId(id)
                .setTenant("demo")
                .setConversationId("c-" + id)
                .setStarted(Timestamp.newBuilder().setSeconds(1_790_000_000))
                .setRoute(RouteDecision.newBuilder().setDataClass(dataClass))
                .setInput(content("user", question))
                .addAttempts(
                        Attempt.newBuilder().setTier("v1").setOutput(content("assistant", answer)))
                .build();
    }

    static TrafficEvent open(String id) {
        return traffic(id, DataClass.DATA_CLASS_PUBLIC, "question " + id, "answer");
    }

    static FeedbackEvent correction(String id, String text) {
        return FeedbackEvent.newBuilder()
                .setEventId(id)
                .setTenant("demo")
                .setConversationId("c")
                .setCorrection(text)
                .build();
    }

    static Content content(String role, String text) {
        return Content.newBuilder()
                .setPlain(
                        Messages.newBuilder()
                                .addMessages(Message.newBuilder().setRole(role).setContent(text)))
                .build();
    }
}
