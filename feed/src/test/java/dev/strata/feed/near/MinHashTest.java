package dev.strata.feed.near;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MinHashTest {
    @Test
    void signature_rowsThatAgree_areTheJaccard() {
        MinHash minHash = new MinHash(new NearSettings(5, 400, 5, 0.8, 1));
        for (double wanted : new double[] {0.3, 0.6, 0.8, 0.95}) {
            double agree = 0;
            double alike = 0;
            SplittableRandom random = new SplittableRandom((long) (wanted * 100));
            for (int trial = 0; trial < 20; trial++) {
                int[] left = random.ints(100).sorted().toArray();
                int changed = (int) Math.round(100 * (1 - wanted) / (1 + wanted));
                int[] right = left.clone();
                for (int i = 0; i < changed; i++) {
                    right[i * 100 / Math.max(1, changed)] = random.nextInt();
                }
                Arrays.sort(right);
                alike += Jaccard.of(left, 100, right, 100) / 20;
                agree += agreeing(minHash.signature(left), minHash.signature(right)) / 20;
            }
            // 40,000 rows: four standard deviations are .01.
            assertEquals(alike, agree, 0.02, "wanted " + wanted);
        }
    }

    @Test
    void bandKeys_sameSet_areTheSameAndDifferByBand() {
        MinHash minHash = new MinHash(NearSettings.STANDARD);
        int[] set = {1, 2, 3};

        long[] keys = minHash.bandKeys(set);

        assertArrayEquals(keys, new MinHash(NearSettings.STANDARD).bandKeys(set.clone()));
        assertEquals(20, Arrays.stream(keys).distinct().count());
    }

    @Test
    void of_caseAndPunctuation_changeNothingAndWordsDo() {
        Shingles shingles = new Shingles(5);

        int[] plain = shingles.of("one two three four five six");

        assertArrayEquals(plain, shingles.of("One, two -- three FOUR five... six?"));
        assertEquals(2, plain.length);
        assertNotEquals(
                Arrays.hashCode(plain),
                Arrays.hashCode(shingles.of("one two three four six five")));
    }

    @Test
    void of_chinese_takesEachCharacterAsAWord() {
        Shingles shingles = new Shingles(5);

        assertEquals(4, shingles.of("今天天气怎么样？").length + 1);
        assertEquals(1, shingles.of("你好").length);
        assertEquals(0, shingles.of(" ?! ").length);
    }

    @Test
    void of_setsThatAreEmpty_isNothing() {
        assertEquals(0, Jaccard.of(new int[0], 0, new int[0], 0));
        assertEquals(1.0 / 3, Jaccard.of(new int[] {1, 2}, 2, new int[] {2, 3}, 2));
    }

    @Test
    void new_settingsThatCannotBe_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NearSettings(5, 0, 6, 0.8, 1));
        assertThrows(IllegalArgumentException.class, () -> new NearSettings(5, 20, 6, 1.5, 1));
    }

    private static double agreeing(int[] left, int[] right) {
        int same = 0;
        for (int i = 0; i < left.length; i++) {
            same += left[i] == right[i] ? 1 : 0;
        }
        return (double) same / left.length;
    }
}
