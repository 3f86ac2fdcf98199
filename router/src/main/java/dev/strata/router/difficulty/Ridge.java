package dev.strata.router.difficulty;

import java.util.List;

/**
 * Linear least squares with a quadratic penalty over sparse rows, solved by conjugate gradients on
 * the normal equations; deterministic.
 */
final class Ridge {
    private static final int ITERATIONS = 14;
    private static final double SMALL = 1e-7;

    /**
     * A row to fit.
     *
     * @param buckets of its n-grams
     * @param values of the buckets
     * @param weight how many rows it counts for
     */
    @SuppressWarnings("ArrayRecordComponent") // Package-private, read in inner loops.
    record Line(int[] buckets, float[] values, double target, double weight) {
        double dot(float[] weights) {
            double sum = 0;
            for (int k = 0; k < buckets.length; k++) {
                sum += values[k] * weights[buckets[k]];
            }
            return sum;
        }
    }

    private Ridge() {}

    /** The mean of the targets, by weight. */
    static double mean(List<Line> lines) {
        double sum = 0;
        double all = 0;
        for (Line line : lines) {
            sum += line.weight() * line.target();
            all += line.weight();
        }
        return sum / all;
    }

    /** The weights of {@code size} buckets that fit the targets less their mean. */
    static float[] fit(List<Line> lines, int size, double penalty) {
        double mean = mean(lines);
        float[] weights = new float[size];
        float[] residual = new float[size];
        for (Line line : lines) {
            add(line, line.weight() * (line.target() - mean), residual);
        }
        float[] direction = residual.clone();
        double square = square(residual);
        double enough = SMALL * square;
        for (int i = 0; i < ITERATIONS && square > enough; i++) {
            float[] image = image(lines, direction, penalty);
            double step = square / dot(direction, image);
            move(weights, direction, step);
            move(residual, image, -step);
            double next = square(residual);
            turn(direction, residual, next / square);
            square = next;
        }
        return weights;
    }

    private static float[] image(List<Line> lines, float[] direction, double penalty) {
        float[] image = new float[direction.length];
        move(image, direction, penalty);
        for (Line line : lines) {
            add(line, line.weight() * line.dot(direction), image);
        }
        return image;
    }

    private static void add(Line line, double factor, float[] to) {
        float by = (float) factor;
        for (int k = 0; k < line.buckets().length; k++) {
            to[line.buckets()[k]] += by * line.values()[k];
        }
    }

    private static void move(float[] to, float[] by, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += (float) factor * by[i];
        }
    }

    private static void turn(float[] direction, float[] residual, double factor) {
        for (int i = 0; i < direction.length; i++) {
            direction[i] = residual[i] + (float) factor * direction[i];
        }
    }

    private static double square(float[] vector) {
        return dot(vector, vector);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
