package dev.strata.cli.run;

/**
 * Which tier computes with how many threads. The sum is at most the machine's cores where it has
 * two: between processes nothing arbitrates, and threads that outnumber cores wait on each other.
 *
 * @param edge threads of tier-edge
 * @param core threads of tier-core
 */
public record CoreSplit(int edge, int core) {
    /**
     * A third of the cores to the small models, the rest to the large one; at least one each.
     *
     * @param wantedEdge 0 to divide
     * @param wantedCore 0 to divide
     * @throws IllegalArgumentException where one is negative
     */
    public static CoreSplit of(int cores, int wantedEdge, int wantedCore) {
        if (wantedEdge < 0 || wantedCore < 0) {
            throw new IllegalArgumentException(
                    "threads of the tiers are negative: expected 0 (to divide the cores) or more, got %d and %d; correct --edge-threads or --core-threads"
                            .formatted(wantedEdge, wantedCore));
        }
        int edge = wantedEdge > 0 ? wantedEdge : Math.max(1, cores / 3);
        int core = wantedCore > 0 ? wantedCore : Math.max(1, cores - edge);
        return new CoreSplit(edge, core);
    }
}
