package dev.strata.engine.text;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Private-use characters that stand in for control-token spellings in callers' strings while the
 * template is rendered. One instance for each rendering; not thread-safe.
 */
final class Sentinels {
    /*
     * A spelling in a caller's string becomes one character that occurs nowhere in the input, so
     * that every control token of the rendered text is the template's own. A spelling could also
     * come together at a seam, where the template (or another caller's string) adds what is
     * missing: "<|im_" before "start|>". So where a string, white space aside, begins with an end
     * of a spelling, ends with a beginning of one, or is the inside of one, its outermost character
     * is replaced as well. Afterwards every stand-in is turned back.
     */
    private static final int[][] PRIVATE_USE = {
        {0xE000, 0xF8FF}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD}
    };

    private final ControlTokens controls;
    private final BitSet taken = new BitSet();
    private final Map<String, String> sentinelOf = new HashMap<>();
    private final Map<Integer, String> hiddenBy = new HashMap<>();

    /**
     * @param input every string that the rendered text may draw from: the callers' and the
     *     template's own
     */
    Sentinels(ControlTokens controls, List<String> input) {
        this.controls = controls;
        input.forEach(
                text -> text.codePoints().filter(Sentinels::isPrivateUse).forEach(taken::set));
        controls.idBySpelling()
                .keySet()
                .forEach(text ->
                        text.codePoints().filter(Sentinels::isPrivateUse).forEach(taken::set));
    }

    /** A caller's string without any control token's spelling. */
    String hide(String text) {
        return hideSeams(
                controls.pattern().matcher(text).replaceAll(match -> sentinel(match.group())));
    }

    /** Turns every stand-in back. */
    String restore(String text) {
        if (hiddenBy.isEmpty()) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    var hidden = hiddenBy.get(c);
                    if (hidden == null) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(hidden);
                    }
                });
        return out.toString();
    }

    private String hideSeams(String text) {
        var core = text.strip();
        if (core.isEmpty()) {
            return text;
        }
        boolean first = false;
        boolean last = false;
        for (var spelling : controls.idBySpelling().keySet()) {
            first |= spelling.indexOf(core, 1) > 0;
            for (int cut = 1; cut < spelling.length(); cut++) {
                first |= core.startsWith(spelling.substring(cut));
                last |= core.endsWith(spelling.substring(0, cut));
            }
        }
        if (!first && !last) {
            return text;
        }
        var out = new StringBuilder(text);
        int begin = text.indexOf(core);
        int end = begin + core.length();
        if (last) {
            int from = text.offsetByCodePoints(end, -1);
            out.replace(from, end, sentinel(text.substring(from, end)));
        }
        if (first && (!last || core.codePointCount(0, core.length()) > 1)) {
            int to = text.offsetByCodePoints(begin, 1);
            out.replace(begin, to, sentinel(text.substring(begin, to)));
        }
        return out.toString();
    }

    private String sentinel(String hidden) {
        return sentinelOf.computeIfAbsent(
                hidden,
                _ -> {
                    int c = free();
                    taken.set(c);
                    hiddenBy.put(c, hidden);
                    return Character.toString(c);
                });
    }

    private int free() {
        for (var range : PRIVATE_USE) {
            int c = taken.nextClearBit(range[0]);
            if (c <= range[1]) {
                return c;
            }
        }
        throw new EngineException(
                EngineError.INVALID_REQUEST,
                "messages hold every private-use character: expected at least one unused, got none;"
                        + " leave some out");
    }

    private static boolean isPrivateUse(int c) {
        return Character.getType(c) == Character.PRIVATE_USE;
    }
}
