package dev.strata.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The letters of a stretch of text while they are joined to words; a part is known by where it
 * begins. Used for one stretch after the other, by one thread.
 */
final class Joining {
    private final WordTable words;
    private final List<Float> scores;
    private final int[] byteTokens;
    private final IdList ids;
    private final LongHeap pairs = new LongHeap(); // by score, then by where the left one begins
    private char[] text = new char[64];
    private int length;
    private int[] ends = {}; // of the part that begins there; 0 where none does
    private int[] starts = {}; // of the part that ends there

    Joining(WordTable words, List<Float> scores, int[] byteTokens, IdList ids) {
        this.words = words;
        this.scores = scores;
        this.byteTokens = byteTokens;
        this.ids = ids;
    }

    boolean isEmpty() {
        return length == 0;
    }

    void put(char letter) {
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = letter;
    }

    /** Joins the letters, adds their ids, and begins anew. */
    void end() {
        if (ends.length <= length) {
            ends = new int[text.length + 1];
            starts = new int[text.length + 1];
        }
        Arrays.fill(ends, 0, length + 1, 0);
        for (int at = 0; at < length; at = ends[at]) {
            ends[at] = at + Character.charCount(Character.codePointAt(text, at, length));
            starts[ends[at]] = at;
        }
        for (int at = 0; at < length; at = ends[at]) {
            offer(at);
        }
        while (!pairs.isEmpty()) {
            long best = pairs.take();
            int left = (int) best;
            if (ends[left] > 0 && pair(left) == best) { // else it was joined otherwise
                join(left);
            }
        }
        for (int at = 0; at < length; at = ends[at]) {
            emit(at, ends[at]);
        }
        length = 0;
    }

    /** Notes the part that begins at {@code left} and its right neighbour, if they join. */
    private void offer(int left) {
        long pair = pair(left);
        if (pair != Long.MAX_VALUE) {
            pairs.add(pair);
        }
    }

    /**
     * The part and its right neighbour as a number, less the sooner they join; the most if never.
     */
    private long pair(int left) {
        int right = ends[left];
        int id = right < length ? words.find(text, left, ends[right]) : -1;
        if (id < 0) {
            return Long.MAX_VALUE;
        }
        int bits = Float.floatToIntBits(scores.get(id));
        int ordered = bits ^ bits >> 31 & Integer.MAX_VALUE;
        return (long) ~ordered << 32 | left;
    }

    private void join(int left) {
        int right = ends[left];
        int end = ends[right];
        ends[left] = end;
        ends[right] = 0;
        starts[end] = left;
        offer(left);
        if (left > 0) {
            offer(starts[left]);
        }
    }

    private void emit(int from, int to) {
        int id = words.find(text, from, to);
        if (id >= 0) {
            ids.add(id);
            return;
        }
        for (byte b : new String(text, from, to - from).getBytes(StandardCharsets.UTF_8)) {
            ids.add(byteTokens[b & 0xff]);
        }
    }
}
