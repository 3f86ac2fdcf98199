package dev.strata.feed.near;

/** Unites texts whose sets are alike enough. One thread. */
final class Comparison implements BandTable.Visitor {
    private final TextFiles texts;
    private final Components components;
    private final double threshold;
    private int[] left = new int[256];
    private int[] right = new int[256];
    private int inLeft = -1;
    private long compared;

    Comparison(TextFiles texts, Components components, double threshold) {
        this.texts = texts;
        this.components = components;
        this.threshold = threshold;
    }

    /** How often two sets were compared. */
    long compared() {
        return compared;
    }

    @Override
    public boolean compare(int text, int earlier, boolean sameChecksum) {
        if (components.find(text) == components.find(earlier)) {
            return sameChecksum;
        }
        double alike = jaccard(text, earlier);
        if (alike >= threshold) {
            components.unite(text, earlier);
        }
        return alike == 1;
    }

    private double jaccard(int text, int earlier) {
        int leftSize = texts.size(text);
        int rightSize = texts.size(earlier);
        if (Math.min(leftSize, rightSize) < threshold * Math.max(leftSize, rightSize)) {
            // Even if one held all of the other.
            return 0;
        }
        compared++;
        if (inLeft != text) {
            left = room(left, leftSize);
            texts.read(text, left);
            inLeft = text;
        }
        right = room(right, rightSize);
        texts.read(earlier, right);
        return Jaccard.of(left, leftSize, right, rightSize);
    }

    private static int[] room(int[] array, int wanted) {
        return array.length >= wanted ? array : new int[Integer.highestOneBit(wanted) << 1];
    }
}
