package dev.strata.gateway.http;

import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.tier.TierEvent;
import java.util.List;

/** One whole answer, in pieces as they came. */
public record Choice(CommittedAnswer answer, List<TierEvent.Tokens> pieces, ChatResult result) {
    public Choice {
        pieces = List.copyOf(pieces);
    }

    /** Its text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }
}
