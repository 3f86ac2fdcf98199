package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Row;
import dev.strata.feed.near.Clusters;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Which rows are left once near-duplicates are known. Earlier rows have the lowest numbers, so that
 * a cluster that holds one is named by it. A cluster of which any row is in an evaluation set goes
 * as a whole.
 */
final class Survivors {
    private final Clusters clusters;
    private final int earlier;
    private final BitSet evaluation = new BitSet();

    /**
     * @param earlier how many of the clustered texts are of earlier months
     * @param isInEvaluation of a clustered text, by its number
     */
    Survivors(Clusters clusters, int earlier, IntPredicate isInEvaluation) {
        this.clusters = clusters;
        this.earlier = earlier;
        for (int text = 0; text < clusters.count(); text++) {
            if (isInEvaluation.test(text)) {
                evaluation.set(clusters.clusterOf(text));
            }
        }
    }

    /** Why a row goes; empty where it stays. */
    Optional<DropReason> refusal(int row) {
        int text = earlier + row;
        int cluster = clusters.clusterOf(text);
        if (evaluation.get(cluster)) {
            return Optional.of(DropReason.IN_EVALUATION);
        }
        if (cluster < earlier) {
            return Optional.of(DropReason.NEAR_DUPLICATE_OF_EARLIER);
        }
        return clusters.best(cluster) == text
                ? Optional.empty()
                : Optional.of(DropReason.NEAR_DUPLICATE);
    }

    /** True for rows whose prompt was generated. */
    static boolean isSynthetic(Row row) {
        return row.provenance().origin().equals("synthetic");
    }
}
