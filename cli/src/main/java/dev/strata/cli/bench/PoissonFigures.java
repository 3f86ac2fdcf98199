package dev.strata.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one model's server did under load, and what it adds to the bare computation.
 *
 * @param capacity answers a second at its most
 * @param rate answers a second that were asked for, at random times
 * @param asked how many
 * @param heard of these, those that were answered
 * @param bare tokens a second of 8 answers' bare computation, each round's
 * @param served the same through gRPC and scheduler, in the same rounds
 */
record PoissonFigures(
        double capacity,
        double rate,
        int asked,
        List<Heard> heard,
        List<Double> bare,
        List<Double> served) {
    private static final double MOST_PER_TOKEN = 2;
    private static final double MOST_FIRST = 3;
    private static final double LEAST_SHARE = .92;

    PoissonFigures {
        heard = List.copyOf(heard);
        bare = List.copyOf(bare);
        served = List.copyOf(served);
    }

    private LoadTimes times() {
        return new LoadTimes(heard, asked);
    }

    private Latencies perToken() {
        return times().perToken();
    }

    private Latencies first() {
        return times().first();
    }

    private Latencies between() {
        return times().between();
    }

    private Ratio share() {
        return Ratio.ofPairs(numbers(served), numbers(bare));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("poisson_capacity_per_second", capacity);
        json.put("poisson_rate_per_second", rate);
        json.put("poisson_requests", asked);
        json.put("poisson_failed", times().failed());
        json.put("time_per_token_ms", perToken().json());
        json.put("first_token_ms", first().json());
        json.put("inter_token_ms", between().json());
        json.put("time_per_token_p99_ratio", ratio(perToken()));
        json.put("first_token_p99_ratio", ratio(first()));
        json.put("bare8_tokens_per_second", Ratio.median(numbers(bare)));
        json.put("served8_tokens_per_second", Ratio.median(numbers(served)));
        share().putInto(json, "served8_share");
        return json;
    }

    /** Figures with what is wanted of them. */
    List<Object[]> rows(String model) {
        return List.of(
                row(model, "time per token p50, p99", pair(perToken()), ""),
                row(model, "  p99 of p50", ratio(perToken()), MOST_PER_TOKEN),
                row(model, "first token p50, p99", pair(first()), ""),
                row(model, "  p99 of p50", ratio(first()), MOST_FIRST),
                row(model, "between tokens p50, p99", pair(between()), ""),
                new Object[] {
                    model,
                    "8 answers through gRPC, of the bare computation",
                    share(),
                    "%.2f%s"
                            .formatted(
                                    LEAST_SHARE, share().median() < LEAST_SHARE ? " (missed)" : "")
                });
    }

    /** What was asked, as a line beside the table. */
    String words(String model) {
        return "%s: %.2f answers a second at its most; asked %d times, %.2f a second, %d failed."
                .formatted(model, capacity, asked, rate, times().failed());
    }

    private static Object[] row(String model, String figure, String value, String wanted) {
        return new Object[] {model, figure, value, wanted};
    }

    private static Object[] row(String model, String figure, double ratio, double most) {
        return new Object[] {
            model,
            figure,
            "%.2f".formatted(ratio),
            "%.0f%s".formatted(most, ratio > most ? " (missed)" : "")
        };
    }

    private static String pair(Latencies of) {
        return "%.1f, %.1f ms".formatted(of.ms(.5), of.ms(.99));
    }

    private static double ratio(Latencies of) {
        return of.ms(.99) / of.ms(.5);
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
