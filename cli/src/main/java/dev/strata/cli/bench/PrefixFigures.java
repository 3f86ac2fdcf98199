package dev.strata.cli.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a prompt takes to its first token, once computed whole and once repeated.
 *
 * @param coldMillis of each round
 * @param warmMillis of each round, the same prompt again
 * @param cachedTokens of the repeated prompt, the fewest of all rounds
 */
record PrefixFigures(List<Double> coldMillis, List<Double> warmMillis, int cachedTokens) {

    PrefixFigures {
        coldMillis = List.copyOf(coldMillis);
        warmMillis = List.copyOf(warmMillis);
    }

    /** Repeated to cold, of each round. */
    private double[] ratios() {
        double[] ratios = new double[coldMillis.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = warmMillis.get(i) / coldMillis.get(i);
        }
        Arrays.sort(ratios);
        return ratios;
    }

    Map<String, Object> json() {
        double[] ratios = ratios();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cold_ms", median(coldMillis));
        json.put("repeated_ms", median(warmMillis));
        json.put("ratio", ratios[ratios.length / 2]);
        json.put("ratio_lowest", ratios[0]);
        json.put("ratio_highest", ratios[ratios.length - 1]);
        json.put("cached_tokens", cachedTokens);
        return json;
    }

    Object[] cells(String model) {
        double[] ratios = ratios();
        return new Object[] {
            model,
            "%.0f ms".formatted(median(coldMillis)),
            "%.0f ms".formatted(median(warmMillis)),
            cachedTokens,
            "%.3f".formatted(ratios[ratios.length / 2]),
            "%.3f to %.3f".formatted(ratios[0], ratios[ratios.length - 1])
        };
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
