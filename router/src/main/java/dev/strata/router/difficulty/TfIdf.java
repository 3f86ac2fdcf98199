package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The floor that a learned score has to beat: TF-IDF of words and pairs of words with ridge
 * regression. Words are runs of at least two letters or digits, in lower case; terms of a single
 * prompt are left out; term frequencies count as 1 + ln; rarity is smoothed; rows have length 1.
 *
 * <p>Not thread-safe.
 */
public final class TfIdf {
    private final List<List<String>> terms = new ArrayList<>();

    /** Takes all prompts, learned from or not. */
    public TfIdf(List<String> prompts) {
        prompts.forEach(prompt -> terms.add(terms(prompt)));
    }

    /**
     * Learns from some prompts and scores the others.
     *
     * @param targets one for each prompt
     * @param isSeen whether to learn from a prompt
     * @return a score for each prompt; 0 for those learned from
     */
    public double[] scores(double[] targets, boolean[] isSeen, double penalty) {
        Map<String, Integer> vocabulary = new HashMap<>();
        float[] rarity = rarity(isSeen, vocabulary);
        List<Ridge.Line> seen = new ArrayList<>();
        for (int i = 0; i < isSeen.length; i++) {
            if (isSeen[i]) {
                seen.add(line(terms.get(i), targets[i], vocabulary, rarity));
            }
        }
        float[] weights = Ridge.fit(seen, rarity.length, penalty);
        double[] scores = new double[isSeen.length];
        for (int i = 0; i < isSeen.length; i++) {
            scores[i] = isSeen[i] ? 0 : line(terms.get(i), 0, vocabulary, rarity).dot(weights);
        }
        return scores;
    }

    private float[] rarity(boolean[] isSeen, Map<String, Integer> vocabulary) {
        Map<String, Integer> having = new HashMap<>();
        int rows = 0;
        for (int i = 0; i < isSeen.length; i++) {
            if (isSeen[i]) {
                rows++;
                terms.get(i).stream().distinct().forEach(t -> having.merge(t, 1, Integer::sum));
            }
        }
        having.values().removeIf(count -> count < 2);
        float[] rarity = new float[Math.max(1, having.size())];
        for (String term : having.keySet().stream().sorted().toList()) {
            int at = vocabulary.size();
            vocabulary.put(term, at);
            rarity[at] = (float) (Math.log((1.0 + rows) / (1 + having.getOrDefault(term, 0))) + 1);
        }
        return rarity;
    }

    private static Ridge.Line line(
            List<String> terms, double target, Map<String, Integer> vocabulary, float[] rarity) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (String term : terms) {
            Integer at = vocabulary.get(term);
            if (at != null) {
                counts.merge(at, 1, Integer::sum);
            }
        }
        int[] buckets = counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        float[] values = new float[buckets.length];
        double squares = 1e-12;
        for (int i = 0; i < buckets.length; i++) {
            values[i] =
                    (float)
                            ((1 + Math.log(counts.getOrDefault(buckets[i], 1)))
                                    * rarity[buckets[i]]);
            squares += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return new Ridge.Line(buckets, values, target, 1);
    }

    private static List<String> terms(String prompt) {
        List<String> terms = new ArrayList<>();
        String before = "";
        for (String word :
                prompt.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}\\p{N}_]+", -1)) {
            if (word.length() > 1) {
                terms.add(word);
                if (!before.isEmpty()) {
                    terms.add(before + " " + word);
                }
                before = word;
            }
        }
        return terms;
    }
}
