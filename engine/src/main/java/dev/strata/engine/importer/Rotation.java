package dev.strata.engine.importer;

import java.util.SplittableRandom;

/**
 * A fixed orthogonal change of basis that spreads each number of a vector over all of them, so that
 * none stands out: what is rounded with one step for all of them loses least.
 *
 * <p>Signs, then Walsh-Hadamard over the largest power of two in the width, then cosines over the
 * rest. Immutable.
 */
final class Rotation {
    private final int width;
    private final int block; // a power of two
    private final boolean[] negated;
    private final float[][] cosines;

    private Rotation(int width) {
        this.width = width;
        this.block = Integer.lowestOneBit(width);
        this.negated = new boolean[width];
        var random = new SplittableRandom(width);
        for (int i = 0; i < width; i++) {
            negated[i] = random.nextBoolean();
        }
        int rest = width / block;
        this.cosines = new float[rest][rest];
        for (int i = 0; i < rest; i++) {
            double length = Math.sqrt((i == 0 ? 1.0 : 2.0) / rest / block);
            for (int j = 0; j < rest; j++) {
                cosines[i][j] = (float) (length * Math.cos(Math.PI * (2 * j + 1) * i / (2 * rest)));
            }
        }
    }

    /** The rotation of vectors of {@code width} numbers: always the same. */
    static Rotation of(int width) {
        return new Rotation(width);
    }

    /**
     * Turns vectors side by side, in place.
     *
     * @param lanes f32[width][any]: number i of all vectors is in {@code lanes[i]}
     */
    void turn(float[][] lanes) {
        for (int i = 0; i < width; i++) {
            for (int at = 0; negated[i] && at < lanes[i].length; at++) {
                lanes[i][at] = -lanes[i][at];
            }
        }
        for (int step = 1; step < block; step *= 2) {
            for (int i = 0; i < width; i++) {
                if ((i & step) == 0) {
                    cross(lanes[i], lanes[i + step]);
                }
            }
        }
        for (int first = 0; first < block; first++) {
            mix(lanes, first);
        }
    }

    /**
     * {@code width * width} numbers, row by row, that a vector from the left is multiplied with.
     */
    float[] matrix() {
        float[][] lanes = new float[width][width];
        for (int i = 0; i < width; i++) {
            lanes[i][i] = 1;
        }
        turn(lanes);
        float[] matrix = new float[width * width];
        for (int row = 0; row < width; row++) {
            for (int column = 0; column < width; column++) {
                matrix[row * width + column] = lanes[column][row];
            }
        }
        return matrix;
    }

    private static void cross(float[] one, float[] other) {
        for (int at = 0; at < one.length; at++) {
            float sum = one[at] + other[at];
            other[at] = one[at] - other[at];
            one[at] = sum;
        }
    }

    /** The cosines over the lanes that are a multiple of the block behind {@code first}. */
    private void mix(float[][] lanes, int first) {
        float[][] mixed = new float[cosines.length][lanes[first].length];
        for (int i = 0; i < cosines.length; i++) {
            float[] lane = lanes[first + i * block];
            for (int j = 0; j < cosines.length; j++) {
                float factor = cosines[i][j];
                for (int at = 0; at < lane.length; at++) {
                    mixed[j][at] += factor * lane[at];
                }
            }
        }
        for (int j = 0; j < cosines.length; j++) {
            lanes[first + j * block] = mixed[j];
        }
    }
}
