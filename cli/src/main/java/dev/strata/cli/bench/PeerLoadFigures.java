package dev.strata.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How one model's server and llama.cpp's did under the same load.
 *
 * @param capacity answers a second of llama-server at its most
 * @param rate answers a second that both were asked for, at the same random times
 * @param own of the tier
 * @param llama of llama-server
 */
record PeerLoadFigures(double capacity, double rate, LoadTimes own, LoadTimes llama) {

    private enum Figure {
        TIME_PER_TOKEN("time per token", LoadTimes::perToken),
        FIRST_TOKEN("first token", LoadTimes::first),
        INTER_TOKEN("between tokens", LoadTimes::between);

        private final String words;
        private final Function<LoadTimes, Latencies> of;

        Figure(String words, Function<LoadTimes, Latencies> of) {
            this.words = words;
            this.of = of;
        }
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("llama_capacity_per_second", capacity);
        json.put("poisson_rate_per_second", rate);
        json.put("poisson_requests", own.asked());
        json.put("poisson_failed", own.failed());
        json.put("llama_poisson_failed", llama.failed());
        for (Figure figure : Figure.values()) {
            String name = figure.name().toLowerCase(java.util.Locale.ROOT);
            json.put(name + "_ms", figure.of.apply(own).json());
            json.put("llama_" + name + "_ms", figure.of.apply(llama).json());
            json.put(name + "_p50_ratio", ratio(figure, .5));
            json.put(name + "_p99_ratio", ratio(figure, .99));
        }
        return json;
    }

    /** Both, side by side; less than 1 is wanted of each ratio. */
    List<Object[]> rows(String model) {
        List<Object[]> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            for (double quantile : new double[] {.5, .99}) {
                double ratio = ratio(figure, quantile);
                rows.add(
                        new Object[] {
                            model,
                            figure.words + (quantile == .5 ? " p50" : " p99"),
                            "%.1f ms".formatted(figure.of.apply(own).ms(quantile)),
                            "%.1f ms".formatted(figure.of.apply(llama).ms(quantile)),
                            "%.2f".formatted(ratio),
                            "under 1" + (ratio < 1 ? "" : " (missed)")
                        });
            }
        }
        return rows;
    }

    /** What was asked, as a line beside the table. */
    String words(String model) {
        return "%s: llama-server answers %.2f a second at its most; both were asked %d times, %.2f a second; failed: %d, llama-server's %d."
                .formatted(model, capacity, own.asked(), rate, own.failed(), llama.failed());
    }

    private double ratio(Figure figure, double quantile) {
        return figure.of.apply(own).ms(quantile) / figure.of.apply(llama).ms(quantile);
    }
}
