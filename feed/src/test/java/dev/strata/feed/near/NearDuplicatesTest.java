package dev.strata.feed.near;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {
    private static final String TEXT =
            "The river rose over its banks in the night and by morning the lower street of the town"
                    + " stood under a foot of brown water that carried leaves and small branches past"
                    + " the doors of the houses";

    @TempDir Path folder;

    @Test
    void cluster_equalAndEditedTexts_areOneClusterAndOthersAreNot() throws IOException {
        List<Integer> clusters =
                clusters(
                        List.of(
                                TEXT,
                                "A quite different sentence about the price of bread in the city.",
                                TEXT.toUpperCase(java.util.Locale.ROOT) + "!!",
                                TEXT.replace("houses", "barns"),
                                "",
                                ""));

        assertEquals(List.of(0, 1, 0, 0, 4, 5), clusters);
    }

    @Test
    void cluster_chain_hangsTogetherThoughItsEndsAreUnlike() throws IOException {
        // Each differs from the one before in one word: alike to that, unlike to the first.
        List<String> chain = new ArrayList<>();
        String[] words = IntStream.range(0, 200).mapToObj(i -> "word" + i).toArray(String[]::new);
        for (int i = 0; i < 30; i++) {
            words[words.length - 1 - i] = "other" + i;
            chain.add(String.join(" ", words));
        }
        Shingles shingles = new Shingles(5);
        assertTrue(jaccard(shingles.of(chain.getFirst()), shingles.of(chain.getLast())) < 0.8);

        assertEquals(Collections.nCopies(30, 0), clusters(chain));
    }

    @Test
    void best_ofACluster_isTheBestScoredAndTheFirstOfEquals() throws IOException {
        try (NearDuplicates near = NearDuplicates.in(folder, NearSettings.STANDARD, 4)) {
            for (float score : List.of(1f, 3f, 3f, 2f)) {
                near.add(new Signer(NearSettings.STANDARD).sign(TEXT, score));
            }

            Clusters clusters = near.cluster();

            assertEquals(1, clusters.best(0));
            assertTrue(clusters.isKept(1));
            assertFalse(clusters.isKept(2));
        }
    }

    @Test
    void add_knownShingles_areFoundAgainAndComeBack() throws IOException {
        int[] known = new Shingles(5).of(TEXT);
        try (NearDuplicates near = NearDuplicates.in(folder, NearSettings.STANDARD, 2)) {
            near.add(known, Float.POSITIVE_INFINITY);
            near.add(new Signer(NearSettings.STANDARD).sign(TEXT, 1));

            Clusters clusters = near.cluster();

            assertEquals(0, clusters.clusterOf(1));
            assertFalse(clusters.isKept(1));
            assertEquals(
                    IntStream.of(known).boxed().toList(),
                    IntStream.of(near.shingles(1)).boxed().toList());
        }
    }

    @Test
    void cluster_anyPartition_givesTheSame() throws IOException {
        List<String> texts = generated(600);

        List<Integer> small = clusters(texts, 1);
        List<Integer> many = clusters(texts, 200_000_000);

        assertEquals(small, many);
        assertTrue(small.stream().distinct().count() < 600);
    }

    @Test
    void cluster_pairsAtTheThreshold_areThoseOfAllPairs() throws IOException {
        List<String> texts = generated(400);
        List<Integer> clusters = clusters(texts);
        Shingles shingles = new Shingles(5);
        List<int[]> sets = texts.stream().map(shingles::of).toList();
        int missed = 0;
        int alike = 0;
        for (int i = 0; i < sets.size(); i++) {
            for (int k = 0; k < i; k++) {
                if (jaccard(sets.get(i), sets.get(k)) >= 0.8) {
                    alike++;
                    missed += clusters.get(i).equals(clusters.get(k)) ? 0 : 1;
                }
            }
        }

        assertTrue(alike > 50, "pairs " + alike);
        // At .8 exactly 2 in 1000 share no band.
        assertTrue(missed <= alike / 50, missed + " of " + alike);
    }

    @Test
    void cluster_manyEqualTexts_compareEachOnce() throws IOException {
        int count = 5000;
        try (NearDuplicates near = NearDuplicates.in(folder, NearSettings.STANDARD, count)) {
            addAll(near, Collections.nCopies(count, TEXT));

            Clusters clusters = near.cluster();

            assertEquals(count - 1, clusters.compared());
            assertEquals(0, clusters.clusterOf(count - 1));
        }
    }

    @Test
    void cluster_formLetters_areBoundedAndSaid() throws IOException {
        // Alike to each other, all different: one crowded group.
        List<String> letters =
                IntStream.range(0, 1000).mapToObj(i -> TEXT + " number" + i).toList();
        try (NearDuplicates near = NearDuplicates.in(folder, NearSettings.STANDARD, 1000)) {
            addAll(near, letters);

            Clusters clusters = near.cluster();

            assertEquals(0, clusters.clusterOf(999));
            assertTrue(clusters.unseen() > 0);
            assertTrue(clusters.compared() < 10_000, "compared " + clusters.compared());
        }
    }

    @Test
    void close_afterClustering_leavesNoFile() throws IOException {
        clusters(generated(50));

        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Integer> clusters(List<String> texts) throws IOException {
        return clusters(texts, texts.size());
    }

    private List<Integer> clusters(List<String> texts, long expected) throws IOException {
        try (NearDuplicates near = NearDuplicates.in(folder, NearSettings.STANDARD, expected)) {
            addAll(near, texts);
            Clusters clusters = near.cluster();
            return IntStream.range(0, clusters.count()).map(clusters::clusterOf).boxed().toList();
        }
    }

    private static void addAll(NearDuplicates near, List<String> texts) throws IOException {
        Signer signer = new Signer(NearSettings.STANDARD);
        for (String text : texts) {
            near.add(signer.sign(text, 0));
        }
    }

    private static List<String> generated(int count) {
        SplittableRandom random = new SplittableRandom(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> words = new ArrayList<>();
            if (i > 0 && random.nextInt(3) == 0) {
                words.addAll(List.of(texts.get(random.nextInt(i)).split(" ")));
                words.set(random.nextInt(words.size()), "edit" + i);
            } else {
                for (int k = 0; k < 60; k++) {
                    words.add("w" + random.nextInt(500));
                }
            }
            texts.add(String.join(" ", words));
        }
        return texts;
    }

    private static double jaccard(int[] left, int[] right) {
        return Jaccard.of(left, left.length, right, right.length);
    }
}
