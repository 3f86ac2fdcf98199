package dev.strata.gateway.http;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.cache.Caching;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.router.RoutingRequest.Wishes;

/**
 * A request of a {@link RestApi}, read.
 *
 * @param choices how many answers are wanted, at least 1
 * @param format how they are written; of this request alone
 */
public record RestRequest(ChatCommand command, int choices, AnswerFormat format) {
    public RestRequest {
        requireNonNull(command, "command is null");
        requireNonNull(format, "format is null");
        if (choices < 1) {
            throw new IllegalArgumentException(
                    "choices are out of range: expected at least 1, got " + choices);
        }
    }

    /** The same, with a profile and limits. */
    RestRequest withWishes(Wishes wishes) {
        return new RestRequest(command.withWishes(wishes), choices, format);
    }

    /** The same, with what it says of the cache. */
    RestRequest withCaching(Caching caching) {
        return new RestRequest(command.withCaching(caching), choices, format);
    }
}
