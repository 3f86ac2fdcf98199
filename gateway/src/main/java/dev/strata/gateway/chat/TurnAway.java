package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Ends requests that were never routed: tells the client, counts and records. Thread-safe. */
final class TurnAway {
    private static final Logger LOG = Logger.getLogger(TurnAway.class);

    private final ChatDesk.Parts parts;

    TurnAway(ChatDesk.Parts parts) {
        this.parts = parts;
    }

    RunningChat of(ChatStart.Asked asked, Failure failure) {
        return of(asked.caller(), asked.command(), asked.requestId(), asked.sink(), failure);
    }

    RunningChat of(
            ChatDesk.Caller caller,
            ChatCommand command,
            String requestId,
            AnswerSink sink,
            Failure failure) {
        parts.metrics().request(command.method().word(), failure.reason().name());
        sink.failed(failure, ChatResult.nothing(requestId));
        parts.refusals()
                .record(
                        new EventCodec.Refusal(
                                parts.ids(),
                                caller,
                                command.method(),
                                command.answer().maxTokens(),
                                requestId,
                                failure.reason(),
                                parts.clock().instant()));
        return _ -> {};
    }

    /** Goes on with a request where no face is waiting that could catch what goes wrong. */
    RunningChat orGo(ChatStart.Asked asked, Supplier<RunningChat> go) {
        try {
            return go.get();
        } catch (GatewayException e) {
            return of(asked, e.failure());
        } catch (RuntimeException e) {
            LOG.errorf(e, "request %s: the gateway failed", asked.requestId());
            return of(
                    asked,
                    Failure.of(
                            ErrorReason.INTERNAL,
                            "the gateway failed: request '%s'".formatted(asked.requestId())));
        }
    }
}
