package dev.strata.gateway.cache;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole answer.
 *
 * @param tier that gave it
 * @param pieces in order; without their tokens where nobody asked for log-probabilities
 */
public record StoredAnswer(
        String tier,
        String model,
        List<TierEvent.Tokens> pieces,
        TierEvent.Reason finish,
        TokenUsage usage) {
    private static final int PIECE = 64;
    private static final int OVERHEAD_BYTES = 200;
    private static final int TOKEN_BYTES = 80;

    public StoredAnswer {
        requireNonNull(tier, "tier is null");
        requireNonNull(model, "model is null");
        requireNonNull(finish, "finish is null");
        requireNonNull(usage, "usage is null");
        pieces = List.copyOf(pieces);
    }

    /** Its text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** About what it takes in memory. */
    long bytes() {
        long bytes = OVERHEAD_BYTES;
        for (TierEvent.Tokens piece : pieces) {
            bytes += OVERHEAD_BYTES / 2 + 2L * piece.text().length();
            for (TierEvent.Token token : piece.tokens()) {
                bytes += TOKEN_BYTES * (1L + token.top().size());
            }
        }
        return bytes;
    }

    /** The same pieces, fewer and without their tokens. */
    public static List<TierEvent.Tokens> joined(List<TierEvent.Tokens> pieces) {
        List<TierEvent.Tokens> joined = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (TierEvent.Tokens piece : pieces) {
            text.append(piece.text());
            if (text.length() >= PIECE) {
                joined.add(new TierEvent.Tokens(text.toString(), List.of()));
                text.setLength(0);
            }
        }
        if (!text.isEmpty()) {
            joined.add(new TierEvent.Tokens(text.toString(), List.of()));
        }
        return joined;
    }
}
