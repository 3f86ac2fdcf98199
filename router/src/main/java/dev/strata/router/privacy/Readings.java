package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The readings of a content: with look-alike characters made plain, and with what is wrapped in it
 * (percent signs, escapes, Base64, hexadecimal, spelled digits) unwrapped, also in each other.
 */
final class Readings {
    /* Each layer is linear. The depth and the readings' total length are bounded, so the whole is. */
    private static final int DEEPEST = 3;
    private static final int MOST_TIMES = 8;
    private static final int ALWAYS = 4096;

    private Readings() {}

    /** All readings, the plain one first; empty where there would be too many to read. */
    static Optional<List<String>> of(String content) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> layer = new ArrayList<>();
        layer.add(Folding.fold(content, (char) 0));
        if (Folding.hasUnseen(content)) {
            layer.add(Folding.fold(content, ' '));
        }
        long most = ALWAYS + (long) MOST_TIMES * content.length();
        long length = 0;
        for (int depth = 0; depth <= DEEPEST && !layer.isEmpty(); depth++) {
            List<String> next = new ArrayList<>();
            for (String reading : layer) {
                if (!reading.isBlank() && seen.add(reading)) {
                    length += reading.length();
                    unwrap(reading, depth < DEEPEST, next);
                }
            }
            layer = next;
            if (length > most) {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(seen));
    }

    private static void unwrap(String reading, boolean isAllowed, List<String> into) {
        if (!isAllowed) {
            return;
        }
        if (Escapes.mayUnwrap(reading)) {
            into.add(Folding.fold(Escapes.unwrap(reading), (char) 0));
        }
        into.add(Grouping.joined(reading));
        into.add(Spelling.written(reading));
        into.add(Folding.fold(Encodings.readable(reading), (char) 0));
    }
}
