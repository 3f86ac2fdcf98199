package dev.strata.router.difficulty;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Fits a {@link DifficultyModel}: a ridge regression over what a prompt says, its n-grams and the
 * lexicon's words, and boosted trees over how it is built, which count the more the more rows there
 * are. Nothing is weighed twice: form that trees ask about weighs nothing in the ridge. Their sum
 * is scaled by what it foretells of groups of prompts that it has not seen. The same rows give the
 * same model.
 */
public final class DifficultyTrainer {
    private static final double PENALTY = 10;

    /**
     * The scale that the ridge sees the lexicon's counts at, beside n-grams whose squares sum to 1.
     */
    static final double DENSE_SCALE = .06;

    private static final double TREES_TRUSTED_HALF = 1000;
    private static final double LEAST_SCALE = .3;
    private static final double MOST_SCALE = 3;
    private static final int FOLDS = 3;

    private DifficultyTrainer() {}

    /**
     * A row to learn from.
     *
     * @param hardness 0 (a small model does) to 1 (only the largest)
     * @param weight how many rows it counts for
     */
    public record Example(String prompt, double hardness, double weight) {
        public Example {
            requireNonNull(prompt, "prompt is null");
            if (!(hardness >= 0 && hardness <= 1) || !(weight > 0)) {
                throw new IllegalArgumentException(
                        "example is out of range: expected hardness 0 to 1 and weight over 0, got %s and %s"
                                .formatted(hardness, weight));
            }
        }
    }

    /** An example and its features. */
    private record Sample(Example example, Features features) {}

    /** Fits a model; {@code facts} are kept in it. */
    public static DifficultyModel train(List<Example> examples, Map<String, String> facts) {
        List<Sample> samples =
                examples.parallelStream()
                        .map(example -> new Sample(example, Features.of(example.prompt())))
                        .toList();
        return new DifficultyModel(fit(samples).scaledBy(scale(samples)), facts);
    }

    private static Parts fit(List<Sample> samples) {
        Vocabulary vocabulary =
                Vocabulary.of(samples.stream().map(s -> s.features().grams()).toList());
        Standard standard = Standard.of(samples.stream().map(s -> s.features().dense()).toList());
        List<Ridge.Line> lines =
                samples.stream().map(sample -> line(sample, vocabulary, standard)).toList();
        float[] weights = Ridge.fit(lines, vocabulary.size() + Features.NAMES.size(), PENALTY);
        double trust = samples.size() / (samples.size() + TREES_TRUSTED_HALF);
        return Parts.of(
                Ridge.mean(lines), weights, standard, vocabulary, grow(samples).scaledBy(trust));
    }

    private static Trees grow(List<Sample> samples) {
        double[] errors = new double[samples.size()];
        double[] counts = new double[samples.size()];
        double mean = 0;
        double all = 0;
        for (Sample sample : samples) {
            mean += sample.example().weight() * sample.example().hardness();
            all += sample.example().weight();
        }
        for (int i = 0; i < errors.length; i++) {
            errors[i] = samples.get(i).example().hardness() - mean / all;
            counts[i] = samples.get(i).example().weight();
        }
        return TreeTrainer.fit(
                samples.stream().map(s -> s.features().inputs()).toList(),
                errors,
                counts,
                TreeTrainer.TREES);
    }

    /** What the foretold must be multiplied with to be true of groups that were not seen. */
    private static double scale(List<Sample> samples) {
        int[] folds = Groups.folds(samples.stream().map(s -> s.example().prompt()).toList(), FOLDS);
        double products = 0;
        double squares = 1e-12;
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Sample> seen = new ArrayList<>();
            List<Sample> held = new ArrayList<>();
            for (int i = 0; i < folds.length; i++) {
                (folds[i] == fold ? held : seen).add(samples.get(i));
            }
            if (seen.isEmpty()) {
                continue;
            }
            Parts parts = fit(seen);
            for (Sample sample : held) {
                double foretold = parts.gain(sample.features());
                double weight = sample.example().weight();
                products += weight * foretold * (sample.example().hardness() - parts.base());
                squares += weight * foretold * foretold;
            }
        }
        return Math.clamp(products / squares, LEAST_SCALE, MOST_SCALE);
    }

    /**
     * The n-grams, and behind their buckets what the lexicon found, standardised and scaled down.
     */
    private static Ridge.Line line(Sample sample, Vocabulary vocabulary, Standard standard) {
        Vocabulary.Known known = vocabulary.known(sample.features().grams());
        double[] dense = sample.features().dense();
        int size = known.terms().length;
        int[] buckets = Arrays.copyOf(known.terms(), size + Features.SAID.length);
        float[] values = Arrays.copyOf(known.weights(), buckets.length);
        for (int i = 0; i < Features.SAID.length; i++) {
            int feature = Features.SAID[i];
            buckets[size + i] = vocabulary.size() + feature;
            values[size + i] = (float) (DENSE_SCALE * standard.of(feature, dense[feature]));
        }
        return new Ridge.Line(
                buckets, values, sample.example().hardness(), sample.example().weight());
    }
}
