package dev.strata.router.difficulty;

/**
 * The numbers of a difficulty model: a base, a linear part and trees. Immutable by convention; its
 * arrays are never written after it is made.
 *
 * @param base what is expected of any prompt
 * @param dense weights of {@link Features#NAMES}, standardised
 * @param grams weights of the vocabulary, in steps of {@code step}: a byte's square, with its sign
 * @param step of the weights
 * @param scale of the linear part and the trees together
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Parts(
        double base,
        Standard standard,
        double[] dense,
        byte[] grams,
        double step,
        Vocabulary vocabulary,
        Trees trees,
        double scale) {
    private static final int MOST = 127;

    /** Rounds what was fitted to what a file keeps. */
    static Parts of(
            double mean, float[] weights, Standard standard, Vocabulary vocabulary, Trees trees) {
        double largest = 1e-9;
        for (int i = 0; i < vocabulary.size(); i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        byte[] grams = new byte[vocabulary.size()];
        for (int i = 0; i < grams.length; i++) {
            double size = Math.sqrt(Math.abs(weights[i]) / largest) * MOST;
            grams[i] = (byte) Math.round(Math.signum(weights[i]) * size);
        }
        double[] dense = new double[Features.NAMES.size()];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = rounded(weights[vocabulary.size() + i] * DifficultyTrainer.DENSE_SCALE);
        }
        return new Parts(
                rounded(mean),
                standard,
                dense,
                grams,
                largest / (MOST * MOST),
                vocabulary,
                trees,
                1);
    }

    Parts scaledBy(double by) {
        return new Parts(
                base, standard, dense, grams, step, vocabulary, trees, rounded(scale * by));
    }

    double score(Features features) {
        return Math.clamp(base + gain(features), 0, 1);
    }

    /** What is foretold over the base. */
    double gain(Features features) {
        return scale * (linear(features) + trees.sum(features.inputs()));
    }

    private double linear(Features features) {
        double sum = 0;
        for (int i = 0; i < dense.length; i++) {
            sum += dense[i] * standard.of(i, features.dense()[i]);
        }
        Vocabulary.Known known = vocabulary.known(features.grams());
        double squares = 0;
        for (int k = 0; k < known.terms().length; k++) {
            int weight = grams[known.terms()[k]];
            squares += (double) weight * Math.abs(weight) * known.weights()[k];
        }
        return sum + step * squares;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
