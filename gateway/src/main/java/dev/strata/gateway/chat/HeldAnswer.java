package dev.strata.gateway.chat;

import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.Tools;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces of a streamed answer that may hold calls of tools: whether it does shows at its end
 * only. Called by one thread at a time.
 */
public final class HeldAnswer {
    private final Tools tools;
    private final List<TierEvent.Tokens> pieces = new ArrayList<>();

    /**
     * An answer that is whole.
     *
     * @param said in words and calls
     * @param pieces as they came
     */
    public record Whole(CallText said, List<TierEvent.Tokens> pieces) {
        public Whole {
            pieces = List.copyOf(pieces);
        }

        /** Its tokens, those of its calls included, beside {@code text}. */
        public TierEvent.Tokens tokensBeside(String text) {
            return new TierEvent.Tokens(
                    text, pieces.stream().flatMap(piece -> piece.tokens().stream()).toList());
        }
    }

    /** One that may call {@code tools}. */
    public HeldAnswer(Tools tools) {
        this.tools = tools;
    }

    /** True where answers are held back at all. */
    public boolean holds() {
        return !tools.isEmpty();
    }

    /** Holds a piece back; false where there is no need to. */
    public boolean hold(TierEvent.Tokens piece) {
        return holds() && pieces.add(piece);
    }

    /** The answer, once it is whole; what comes after it is another. */
    public Whole end() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        Whole whole = new Whole(CallText.of(text.toString(), tools), pieces);
        pieces.clear();
        return whole;
    }
}
