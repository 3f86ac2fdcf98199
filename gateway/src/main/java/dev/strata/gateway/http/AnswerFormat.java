package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * How one API writes the answer to one request: whole, or as server-sent events. Called by one
 * thread at a time.
 */
public interface AnswerFormat {
    /** The body of a whole answer, with all its choices. */
    ObjectNode whole(List<Choice> choices);

    /** The events that begin a choice; its tier is committed. */
    Buffer opening(int choice, CommittedAnswer answer);

    /** The events of a piece of a choice; may be empty. */
    Buffer piece(int choice, TierEvent.Tokens piece);

    /** The events that end a choice. */
    Buffer closing(int choice, ChatResult result);

    /** The events that end a stream whose last choice has ended; nothing comes after them. */
    Buffer end();

    /** The event that ends a stream which breaks off: never one that looks like an end. */
    Buffer broken(Failure failure, ChatResult soFar);
}
