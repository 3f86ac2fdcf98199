package dev.strata.feed.retrain;

import dev.strata.feed.mix.StableHash;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Refits difficulty on outcomes: the cheapest tier that was judged good enough says how hard a
 * request was. What the champion thought of the requests that nobody judged keeps the candidate
 * near it.
 */
final class RouterTraining {
    private static final double GOOD = .5;
    private static final double AT_MOST = .25;
    private static final double UNJUDGED = .05;
    private static final double MOST_WEIGHT = 20;
    private static final int UNJUDGED_PER_JUDGED = 5;
    private static final int MOST_ROWS = 30_000;

    private RouterTraining() {}

    /** The routing that {@code rows} teach; tiers start as many of them as under the champion. */
    static Routing train(List<Outcome> rows, Routing champion, Map<String, String> facts) {
        DifficultyModel model = DifficultyTrainer.train(examples(rows, champion), facts);
        return new Routing(model, rules(rows, champion, model), champion.tiers());
    }

    static List<Example> examples(List<Outcome> rows, Routing champion) {
        List<Example> examples = new ArrayList<>();
        List<Outcome> judged = sample(rows.stream().filter(Outcome::isJudged).toList(), MOST_ROWS);
        for (Outcome row : judged) {
            examples.add(judged(row, champion));
        }
        int most = Math.min(MOST_ROWS, UNJUDGED_PER_JUDGED * Math.max(1, judged.size()));
        for (Outcome row : sample(rows.stream().filter(r -> !r.isJudged()).toList(), most)) {
            examples.add(new Example(prompt(row), champion.thought(row), UNJUDGED));
        }
        return examples;
    }

    /** The same rows whatever their order, where there are more than enough. */
    private static List<Outcome> sample(List<Outcome> rows, int most) {
        return rows.stream()
                .sorted(
                        Comparator.comparingLong((Outcome r) -> StableHash.of("retrain", r.id()))
                                .thenComparing(Outcome::id))
                .limit(most)
                .toList();
    }

    private static Example judged(Outcome row, Routing routing) {
        int last = routing.rank(row.last());
        boolean isGood = row.quality().orElseThrow() >= GOOD;
        double weight = row.explored() ? MOST_WEIGHT : 1;
        if (!isGood) {
            return new Example(prompt(row), routing.hardness(last + 1), weight);
        }
        boolean isTold = last == 1 || row.isEscalated();
        if (isTold) {
            return new Example(prompt(row), routing.hardness(last), weight);
        }
        // A smaller tier might have done too: no harder than this one, and likely as was thought.
        double most = routing.hardness(last);
        return new Example(prompt(row), Math.min(most, routing.thought(row)), AT_MOST);
    }

    /** A follow-up is as hard as what it follows; its own words are what is learned from. */
    private static String prompt(Outcome row) {
        return row.asked().getLast();
    }

    /** Thresholds that let as large a share of rows start at each rank as the champion's do. */
    static Policy.Difficulty rules(List<Outcome> rows, Routing champion, DifficultyModel model) {
        Policy.Difficulty old = champion.rules();
        double[] scores =
                rows.stream()
                        .mapToDouble(r -> model.signsOfTurns(r.asked()).difficulty())
                        .toArray();
        Arrays.sort(scores);
        double easyBelow = quantile(scores, share(rows, champion, old.easyRank()));
        double hardFrom =
                Math.max(easyBelow, quantile(scores, share(rows, champion, old.middleRank())));
        return old.with(easyBelow, hardFrom);
    }

    /** Of the rows, those that the champion begins at most at {@code rank}. */
    private static double share(List<Outcome> rows, Routing champion, int rank) {
        return rows.stream().filter(row -> champion.wanted(row) <= rank).count()
                / (double) Math.max(1, rows.size());
    }

    private static double quantile(double[] sorted, double share) {
        int at = (int) Math.round(share * sorted.length);
        return at >= sorted.length ? 1.01 : sorted[at];
    }
}
