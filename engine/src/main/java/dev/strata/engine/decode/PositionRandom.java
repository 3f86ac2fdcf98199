package dev.strata.engine.decode;

/** Random numbers that depend on a seed and a position only. */
final class PositionRandom {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private PositionRandom() {}

    /** From 0 (inclusive) to 1 (exclusive). */
    static double uniform(long seed, int position) {
        long mixed = mix(mix(seed + STEP) + (position + 1) * STEP);
        return (mixed >>> 11) * 0x1p-53;
    }

    /* The finaliser of SplitMix64. Source: Steele, Lea, Flood 2014. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
