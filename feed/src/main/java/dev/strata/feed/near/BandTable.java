package dev.strata.feed.near;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The entries of one {@link BandFiles file}, grouped by key in the order in which they were
 * written. One thread.
 */
final class BandTable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int NONE = -1;

    /**
     * Of one group, the texts that a new one is compared with. More than these are form letters: by
     * then the new text is in their component, or hardly belongs there.
     */
    private static final int MOST_COMPARED = 256;

    /** What is asked about two texts of one group. */
    interface Visitor {
        /**
         * Compares {@code text} with one before it.
         *
         * @param sameChecksum whether their sets are likely equal
         * @return true where {@code text} adds nothing to what {@code earlier} finds: equal sets
         */
        boolean compare(int text, int earlier, boolean sameChecksum);
    }

    private final MemorySegment entries;
    private final int[] heads;
    private final int[] tails;
    private final int[] lengths;
    private final int[] next;
    private long unseen;

    /**
     * @param entries of a whole file
     */
    BandTable(MemorySegment entries) {
        this.entries = entries;
        int count = Math.toIntExact(entries.byteSize() / BandFiles.ENTRY_BYTES);
        int slots = Integer.highestOneBit(Math.max(4, count)) << 1;
        heads = new int[slots];
        tails = new int[slots];
        lengths = new int[slots];
        next = new int[count];
        Arrays.fill(heads, NONE);
        Arrays.fill(next, NONE);
    }

    /** Shows each text to those before it in its group. */
    void visit(Visitor visitor) {
        for (int entry = 0; entry < next.length; entry++) {
            int slot = slot(key(entry));
            if (heads[slot] == NONE) {
                heads[slot] = entry;
                tails[slot] = entry;
                lengths[slot] = 1;
            } else if (!isCovered(entry, heads[slot], visitor)) {
                if (lengths[slot] == MOST_COMPARED) {
                    unseen++;
                } else {
                    next[tails[slot]] = entry;
                    tails[slot] = entry;
                    lengths[slot]++;
                }
            }
        }
    }

    /** How many texts later ones of their group were not compared with. */
    long unseen() {
        return unseen;
    }

    private boolean isCovered(int entry, int head, Visitor visitor) {
        int text = text(entry);
        int checksum = checksum(entry);
        for (int at = head; at != NONE; at = next[at]) {
            if (visitor.compare(text, text(at), checksum(at) == checksum)) {
                return true;
            }
        }
        return false;
    }

    private int slot(long key) {
        int slot = (int) key & (heads.length - 1);
        while (heads[slot] != NONE && key(heads[slot]) != key) {
            slot = (slot + 1) & (heads.length - 1);
        }
        return slot;
    }

    private long key(int entry) {
        return entries.get(LONG, (long) entry * BandFiles.ENTRY_BYTES);
    }

    private int text(int entry) {
        return entries.get(INT, (long) entry * BandFiles.ENTRY_BYTES + Long.BYTES);
    }

    private int checksum(int entry) {
        return entries.get(INT, (long) entry * BandFiles.ENTRY_BYTES + Long.BYTES + Integer.BYTES);
    }
}
