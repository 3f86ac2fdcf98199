package dev.strata.feed.near;

/** How alike two sets are: the share of their union that both have. */
public final class Jaccard {
    private Jaccard() {}

    /**
     * The Jaccard index of two sorted sets.
     *
     * @return 0 to 1; 0 where one is empty
     */
    public static double of(int[] left, int leftSize, int[] right, int rightSize) {
        if (leftSize == 0 || rightSize == 0) {
            return 0;
        }
        int both = 0;
        int i = 0;
        int k = 0;
        while (i < leftSize && k < rightSize) {
            int a = left[i];
            int b = right[k];
            if (a == b) {
                both++;
            }
            i += a <= b ? 1 : 0;
            k += b <= a ? 1 : 0;
        }
        return (double) both / (leftSize + rightSize - both);
    }
}
