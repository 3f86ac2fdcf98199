package dev.strata.engine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block of floats as whole numbers in the same order, for which the compiler has instructions:
 * the largest of floats is compiled to many, since -0 and NaN must be told apart. One thread at a
 * time.
 */
final class FloatBits {
    /** Floats of a block, at most: the block and what is made of it stay in the first cache. */
    static final int BLOCK = 1024;

    private static final int LEAST = ordered(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));

    private final int[] bits = new int[BLOCK];
    private final MemorySegment memory = MemorySegment.ofArray(bits);

    /** The largest of {@code count} floats; NaN where one of them is none. */
    float largest(float[] x, int from, int count) {
        load(x, from, count);
        int[] b = bits;
        int most = Integer.MIN_VALUE;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int order = ordered(b[i]);
            most = Math.max(most, order);
            least = Math.min(least, order);
        }
        return least < LEAST ? Float.NaN : Float.intBitsToFloat(ordered(most));
    }

    /** Makes the first {@code count} floats {@code floor}, which is no NaN, where they are less. */
    void raise(float[] x, int count, float floor) {
        load(x, 0, count);
        int[] b = bits;
        int least = ordered(Float.floatToRawIntBits(floor));
        for (int i = 0; i < count; i++) {
            b[i] = ordered(Math.max(least, ordered(b[i])));
        }
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, 0, x, 0, count);
    }

    private void load(float[] x, int from, int count) {
        MemorySegment.copy(x, from, memory, ValueLayout.JAVA_FLOAT, 0, count);
    }

    /** Bits of a float to its place among all, and back. Negative NaN comes before -infinity. */
    private static int ordered(int bits) {
        return bits ^ (bits >> 31) >>> 1;
    }
}
