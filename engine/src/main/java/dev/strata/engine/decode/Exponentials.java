package dev.strata.engine.decode;

import java.util.Arrays;

/** Sums of exponentials over many floats. One thread at a time. */
final class Exponentials {
    /*
     * exp(y) = exp(y / 16)^16: a polynomial of degree 8 and four squarings. There is no table and
     * no bit trick, so the compiler turns the loops into vector instructions, which it does not do
     * with Math.exp; 150,000 logits take a twelfth of a millisecond. The relative error is below
     * 2e-6 for y in [-9, 0], as much as the logits themselves were rounded by, and below 1e-3 down
     * to -19; from there to -30 it is a tenth at most, and less than -30 counts as that: 1e-13 of
     * the most likely token. Exponentials take the place of their numbers, so that the loop has one
     * array; each lane of a block has sums of its own, so that no loop carries a sum.
     */
    private static final int BLOCK = FloatBits.BLOCK;
    private static final float FLOOR = -30;

    private final FloatBits bits = new FloatBits();
    private final float[] numbers = new float[BLOCK];
    private final float[] powers = new float[BLOCK];
    private final double[] sums = new double[BLOCK];
    private final double[] moments = new double[BLOCK];
    private double sum;
    private double moment;

    /**
     * Adds exp(y) and y exp(y) over y = (x - max) * scale.
     *
     * @param max the largest of {@code x}
     */
    void add(float[] x, float max, float scale) {
        Arrays.fill(sums, 0);
        Arrays.fill(moments, 0);
        for (int from = 0; from < x.length; from += BLOCK) {
            int count = Math.min(BLOCK, x.length - from);
            System.arraycopy(x, from, numbers, 0, count);
            scale(count, max, scale);
            bits.raise(numbers, count, FLOOR);
            System.arraycopy(numbers, 0, powers, 0, count);
            power(count);
            addBlock(count);
        }
        sum = 0;
        moment = 0;
        for (int lane = 0; lane < BLOCK; lane++) {
            sum += sums[lane];
            moment += moments[lane];
        }
    }

    /** The sum of exp(y) of the last {@link #add}. */
    double sum() {
        return sum;
    }

    /** The sum of y exp(y) of the last {@link #add}. */
    double moment() {
        return moment;
    }

    /** exp(y) as {@link #add} takes it. */
    static float exp(float y) {
        return power(Math.max(y, FLOOR));
    }

    private static float power(float y) {
        float u = y * (1f / 16);
        float p = Math.fma(u, 1f / 40320, 1f / 5040);
        p = Math.fma(p, u, 1f / 720);
        p = Math.fma(p, u, 1f / 120);
        p = Math.fma(p, u, 1f / 24);
        p = Math.fma(p, u, 1f / 6);
        p = Math.fma(p, u, .5f);
        p = Math.fma(p, u, 1);
        p = Math.fma(p, u, 1);
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        return p;
    }

    private void scale(int count, float max, float scale) {
        float[] y = numbers;
        for (int i = 0; i < count; i++) {
            y[i] = (y[i] - max) * scale;
        }
    }

    private void power(int count) {
        float[] p = powers;
        for (int i = 0; i < count; i++) {
            p[i] = power(p[i]);
        }
    }

    private void addBlock(int count) {
        float[] p = powers;
        float[] y = numbers;
        double[] s = sums;
        double[] m = moments;
        for (int i = 0; i < count; i++) {
            double weight = p[i];
            s[i] += weight;
            m[i] += weight * y[i];
        }
    }
}
