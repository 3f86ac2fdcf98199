package dev.strata.cli.bench;

import dev.strata.cli.bench.HandoverTrial.Outcome;
import dev.strata.cli.bench.RepeatTrial.Likeness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What handing over is worth, where a lower model's answer goes up after so many tokens. */
record HandoverFigures(int after, List<Outcome> outcomes) {
    HandoverFigures {
        outcomes = List.copyOf(outcomes);
    }

    /** The share of the given tokens that the upper model said too, up to the first rejection. */
    double acceptedShare() {
        return share(sum(o -> o.verified().accepted()), sum(Outcome::given));
    }

    /** The share of those behind the first rejection. */
    double rejoinedShare() {
        double behind = sum(o -> o.given() - o.verified().accepted());
        return share(sum(o -> o.verified().rejoined()), behind);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("after_tokens", after);
        json.put("answers", outcomes.size());
        json.put("accepted_share", acceptedShare());
        json.put("rejoined_share", rejoinedShare());
        json.put(
                "first_token_ms",
                pair(o -> o.without().firstMillis(), o -> o.with().firstMillis()));
        json.put("answer_ms", pair(o -> o.without().endMillis(), o -> o.with().endMillis()));
        ratio().putInto(json, "ratio");
        json.put("equal_answers", count(Likeness.EQUAL));
        json.put("near_tie_answers", count(Likeness.NEAR_TIE));
        json.put("different_answers", count(Likeness.DIFFERENT));
        return json;
    }

    Object[] cells() {
        return new Object[] {
            after,
            "%.3f".formatted(acceptedShare()),
            "%.3f".formatted(rejoinedShare()),
            "%.0f, %.0f"
                    .formatted(
                            median(o -> o.without().firstMillis()),
                            median(o -> o.with().firstMillis())),
            "%.0f, %.0f"
                    .formatted(
                            median(o -> o.without().endMillis()),
                            median(o -> o.with().endMillis())),
            ratio(),
            "%d, %d, %d"
                    .formatted(
                            count(Likeness.EQUAL),
                            count(Likeness.NEAR_TIE),
                            count(Likeness.DIFFERENT))
        };
    }

    /** Time to the whole answer, with against without. */
    private Ratio ratio() {
        return Ratio.ofPairs(
                outcomes.stream().mapToDouble(o -> o.with().endMillis()).toArray(),
                outcomes.stream().mapToDouble(o -> o.without().endMillis()).toArray());
    }

    private Map<String, Object> pair(
            ToDoubleFunction<Outcome> without, ToDoubleFunction<Outcome> with) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("without", median(without));
        pair.put("with", median(with));
        return pair;
    }

    private double median(ToDoubleFunction<Outcome> of) {
        return Ratio.median(outcomes.stream().mapToDouble(of).toArray());
    }

    private double sum(ToDoubleFunction<Outcome> of) {
        return outcomes.stream().mapToDouble(of).sum();
    }

    private int count(Likeness kind) {
        return (int) outcomes.stream().filter(o -> o.likeness() == kind).count();
    }

    private static double share(double part, double all) {
        return all == 0 ? 0 : part / all;
    }
}
