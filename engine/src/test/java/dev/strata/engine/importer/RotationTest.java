package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final int WIDTH = 72; // 8 * 9: both parts

    @Test
    void matrix_ofAnyWidth_isOrthogonal() {
        for (int width : new int[] {1, 7, 64, WIDTH}) {
            float[] matrix = Rotation.of(width).matrix();
            for (int row = 0; row < width; row++) {
                for (int other = 0; other < width; other++) {
                    double product = 0;
                    for (int i = 0; i < width; i++) {
                        product += matrix[row * width + i] * matrix[other * width + i];
                    }
                    assertEquals(row == other ? 1 : 0, product, 1e-5, width + ": " + row);
                }
            }
        }
    }

    @Test
    void turn_ofVectors_isTheirProductWithTheMatrix() {
        var random = new SplittableRandom(1);
        float[][] lanes = new float[WIDTH][3];
        float[][] wanted = new float[WIDTH][3];
        float[] matrix = Rotation.of(WIDTH).matrix();
        for (int i = 0; i < WIDTH; i++) {
            for (int vector = 0; vector < 3; vector++) {
                lanes[i][vector] = random.nextFloat() - .5f;
                for (int j = 0; j < WIDTH; j++) {
                    wanted[j][vector] += lanes[i][vector] * matrix[i * WIDTH + j];
                }
            }
        }

        Rotation.of(WIDTH).turn(lanes);

        for (int i = 0; i < WIDTH; i++) {
            assertArrayEquals(wanted[i], lanes[i], 1e-5f);
        }
    }

    @Test
    void turn_ofASpike_spreadsIt() {
        float[][] lanes = new float[WIDTH][1];
        lanes[5][0] = 1;

        Rotation.of(WIDTH).turn(lanes);

        for (float[] lane : lanes) {
            assertTrue(Math.abs(lane[0]) < .2, "" + lane[0]);
        }
    }
}
