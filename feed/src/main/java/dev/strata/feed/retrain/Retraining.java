package dev.strata.feed.retrain;

import dev.strata.router.cascade.Prior;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fits a candidate to the earlier outcomes of a month and holds it against the later ones. The same
 * outcomes give the same candidate and the same verdict.
 */
public final class Retraining {
    private static final double EARLIER = .6;
    private static final int LEAST = 50;

    /**
     * Of the requests that were not explored, how many the champion must send where they went: else
     * it is not the one that routed them, and what it is worth cannot be told from here.
     */
    private static final double REPLAYED = .9;

    private final Routing champion;
    private final String month;

    /**
     * @param tiers of the mesh, the smallest first
     * @param champion the model that routes now
     * @param rules the thresholds that are in force now
     * @param priors of the tiers, in their order, as the gateways' calibration has them
     */
    public Retraining(
            String month,
            List<String> tiers,
            DifficultyModel champion,
            Policy.Difficulty rules,
            List<Optional<Prior>> priors) {
        this.month = month;
        this.champion = new Routing(champion, rules, tiers, priors);
    }

    /** Fits and judges; the verdict is NO_DECISION where there is too little to fit anything to. */
    public RetrainReport run(List<Outcome> outcomes) {
        List<Outcome> known =
                outcomes.stream()
                        .filter(o -> champion.rank(o.first()) > 0 && champion.rank(o.last()) > 0)
                        .filter(o -> !o.asked().isEmpty())
                        .sorted(
                                Comparator.comparingLong(Outcome::startedMillis)
                                        .thenComparing(Outcome::id))
                        .toList();
        int cut = (int) (known.size() * EARLIER);
        List<Outcome> earlier = known.subList(0, cut);
        List<Outcome> later = known.subList(cut, known.size());
        long judged = earlier.stream().filter(Outcome::isJudged).count();
        long explored = known.stream().filter(Outcome::explored).count();
        RetrainReport.Rows rows =
                new RetrainReport.Rows(
                        known.size(), judged(known), explored, earlier.size(), later.size());
        double replayed = champion.rules().usesPriors() ? replayed(known) : 1;
        if (judged < LEAST || judged(later) == 0 || replayed < REPLAYED) {
            return RetrainReport.tooLittle(
                    month,
                    rows,
                    List.of(
                            Check.enough("judged to learn from", judged, LEAST),
                            Check.enough("routed as the champion would", replayed, REPLAYED)));
        }
        Routing candidate = RouterTraining.train(earlier, champion, facts(rows));
        Gate.Findings findings = new Gate(champion, candidate, earlier, later).look();
        return new RetrainReport(
                month,
                rows,
                findings.checks(),
                findings.quality(),
                findings.cost(),
                findings.sample(),
                candidate);
    }

    private double replayed(List<Outcome> outcomes) {
        List<Outcome> preferred = outcomes.stream().filter(o -> !o.explored()).toList();
        long same = preferred.stream().filter(o -> champion.first(o).equals(o.first())).count();
        return (double) same / Math.max(1, preferred.size());
    }

    private static long judged(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome::isJudged).count();
    }

    private Map<String, String> facts(RetrainReport.Rows rows) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("month", month);
        facts.put("rows", Long.toString(rows.fitted()));
        facts.put("judged", Long.toString(rows.judged()));
        facts.put("parent", champion.model().version());
        return facts;
    }
}
