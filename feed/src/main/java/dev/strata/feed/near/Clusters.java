package dev.strata.feed.near;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The clusters of {@link NearDuplicates}, while those are open. A text that is like no other is a
 * cluster of its own. One thread.
 */
public final class Clusters {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int count;
    private final Components components;
    private final MemorySegment best;
    private final long compared;
    private final long unseen;

    private Clusters(
            int count, Components components, MemorySegment best, long compared, long unseen) {
        this.count = count;
        this.components = components;
        this.best = best;
        this.compared = compared;
        this.unseen = unseen;
    }

    /**
     * @param best 4 zero bytes for each text: the best text's number and one, where it is that of a
     *     cluster
     */
    static Clusters of(
            TextFiles texts,
            Components components,
            MemorySegment best,
            long compared,
            long unseen) {
        for (int text = 0; text < texts.count(); text++) {
            int cluster = components.find(text);
            int before = best.getAtIndex(INT, cluster) - 1;
            if (before < 0 || texts.score(text) > texts.score(before)) {
                best.setAtIndex(INT, cluster, text + 1);
            }
        }
        return new Clusters(texts.count(), components, best, compared, unseen);
    }

    /** How many texts. */
    public int count() {
        return count;
    }

    /** The cluster of a text: the number of its first text. */
    public int clusterOf(int text) {
        return components.find(text);
    }

    /** The text of a cluster that is kept. */
    public int best(int cluster) {
        return best.getAtIndex(INT, cluster) - 1;
    }

    /** True for the one text of its cluster that is kept. */
    public boolean isKept(int text) {
        return best(clusterOf(text)) == text;
    }

    /** How often two sets of shingles were compared. */
    public long compared() {
        return compared;
    }

    /** Entries of crowded groups that later ones were not compared with. */
    public long unseen() {
        return unseen;
    }
}
