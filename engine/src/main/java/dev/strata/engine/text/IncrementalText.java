package dev.strata.engine.text;

import dev.strata.engine.TokenBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of an answer while its tokens arrive: whole characters only, and nothing that may yet
 * turn out to be a stop string.
 *
 * <p>The result does not depend on how the bytes are cut into tokens: a stop string takes effect
 * where its last character is reached, the longest one first where several end there. Bytes that
 * are not UTF-8 become U+FFFD. Not thread-safe: one owner per answer.
 */
public final class IncrementalText {
    /*
     * `incomplete` holds the bytes (at most three) of a character whose end has not come. `held` is
     * text that is the beginning of a stop string; it is always shorter than the longest of them.
     */
    private final List<String> stops;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = new byte[0];
    private String held = "";
    private boolean stopped;

    /**
     * @param stops strings that end the answer and are not part of it; none may be empty
     */
    public IncrementalText(List<String> stops) {
        this.stops = List.copyOf(stops);
        if (this.stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string is empty");
        }
    }

    /**
     * Adds a token's bytes.
     *
     * @return the text that may be shown now; empty after a stop
     */
    public String append(TokenBytes bytes) {
        return append(bytes, true);
    }

    /**
     * Adds a token's bytes.
     *
     * @param mayStop false while the answer is too short to end: a stop string that this token
     *     completes is then ordinary text
     * @return the text that may be shown now; empty after a stop
     */
    public String append(TokenBytes bytes, boolean mayStop) {
        return stopped ? "" : show(decode(bytes.toArray(), false), mayStop);
    }

    /** True once a stop string was reached; what follows is ignored. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Ends the answer.
     *
     * @return the text held back until now, to be appended; empty after a stop. A character whose
     *     last bytes never came is one U+FFFD
     */
    public String finish() {
        if (stopped) {
            return "";
        }
        var shown = show(decode(new byte[0], true), true);
        var tail = stopped ? shown : shown + held;
        held = "";
        stopped = true;
        return tail;
    }

    private String decode(byte[] more, boolean end) {
        var in = ByteBuffer.allocate(incomplete.length + more.length).put(incomplete).put(more);
        in.flip();
        var out = CharBuffer.allocate(in.remaining() + 1);
        decoder.reset();
        decoder.decode(in, out, end);
        incomplete = new byte[in.remaining()];
        in.get(incomplete);
        return out.flip().toString();
    }

    private String show(String more, boolean mayStop) {
        if (stops.isEmpty()) {
            return more;
        }
        var text = held + more;
        for (int end = held.length() + 1; mayStop && end <= text.length(); end++) {
            int start = stopEndingAt(text, end);
            if (start >= 0) {
                stopped = true;
                held = "";
                return text.substring(0, start);
            }
        }
        int keep = unfinishedStop(text);
        held = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep);
    }

    /** Where the longest stop string that ends at {@code end} begins; -1 where there is none. */
    private int stopEndingAt(String text, int end) {
        int start = -1;
        for (var stop : stops) {
            int at = end - stop.length();
            if (at >= 0 && text.startsWith(stop, at) && (start < 0 || at < start)) {
                start = at;
            }
        }
        return start;
    }

    /** Length of the longest end of {@code text} that a stop string begins with. */
    private int unfinishedStop(String text) {
        int longest = 0;
        for (var stop : stops) {
            for (int n = Math.min(stop.length() - 1, text.length()); n > longest; n--) {
                if (text.startsWith(stop.substring(0, n), text.length() - n)) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
