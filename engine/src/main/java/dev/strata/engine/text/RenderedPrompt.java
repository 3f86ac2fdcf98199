package dev.strata.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A rendered template: control tokens, which come from the template alone, and plain text. */
public record RenderedPrompt(List<Piece> pieces) {
    public RenderedPrompt {
        pieces = List.copyOf(pieces);
    }

    /** A piece of a rendered template. */
    public sealed interface Piece {
        /** As it reads. */
        String text();
    }

    /** Text; whatever it holds is encoded as plain text. */
    public record Plain(String text) implements Piece {}

    /** A control token of the template. */
    public record Control(String text, int id) implements Piece {}

    /** The same, with the beginning of the answer. */
    public RenderedPrompt followedBy(String plain) {
        if (plain.isEmpty()) {
            return this;
        }
        List<Piece> more = new ArrayList<>(pieces);
        // Joined: text is encoded a run at a time.
        String before = "";
        if (!more.isEmpty() && more.getLast() instanceof Plain last) {
            before = last.text();
            more.removeLast();
        }
        more.add(new Plain(before + plain));
        return new RenderedPrompt(more);
    }

    /** The whole as it reads. */
    public String text() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }
}
