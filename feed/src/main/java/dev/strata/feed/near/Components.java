package dev.strata.feed.near;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Which texts hang together; the lowest number of a component stands for it. One thread.
 *
 * <p>Held in memory that is mapped from a file: 4 bytes a text, none of them on the heap.
 */
final class Components {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final MemorySegment parents;

    /**
     * @param parents 4 zero bytes for each text: the parent's distance, so that zero is a text that
     *     stands for itself
     */
    Components(MemorySegment parents) {
        this.parents = parents;
    }

    int find(int text) {
        int at = text;
        while (true) {
            int up = at - distance(at);
            if (up == at) {
                return at;
            }
            int higher = up - distance(up);
            parents.setAtIndex(INT, at, at - higher);
            at = higher;
        }
    }

    void unite(int left, int right) {
        int a = find(left);
        int b = find(right);
        if (a != b) {
            int low = Math.min(a, b);
            int high = Math.max(a, b);
            parents.setAtIndex(INT, high, high - low);
        }
    }

    private int distance(int text) {
        return parents.getAtIndex(INT, text);
    }
}
