package dev.strata.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The speeds of a mixture of experts and of two dense models.
 *
 * @param mixture of experts
 * @param whole as wide as all experts together
 * @param slim as wide as the experts that a token uses
 */
record MoeFigures(Model mixture, Model whole, Model slim) {

    /**
     * One model's.
     *
     * @param weights of the file
     * @param active weights that a token's computation takes
     * @param bytes of the file
     * @param decode tokens a second of one answer, by round
     * @param prefill tokens a second of a prompt, by round
     */
    record Model(long weights, long active, long bytes, List<Double> decode, List<Double> prefill) {
        Model {
            decode = List.copyOf(decode);
            prefill = List.copyOf(prefill);
        }

        private Object[] cells(String name) {
            return new Object[] {
                name,
                "%.1f M".formatted(weights / 1e6),
                "%.1f M".formatted(active / 1e6),
                "%d MiB".formatted(bytes >> 20),
                String.format(Locale.ROOT, "%.1f", median(decode)),
                String.format(Locale.ROOT, "%.0f", median(prefill))
            };
        }

        private Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("weights", weights);
            json.put("active_weights", active);
            json.put("bytes", bytes);
            json.put("decode_tokens_per_second", median(decode));
            json.put("prefill_tokens_per_second", median(prefill));
            return json;
        }
    }

    List<Object[]> rows() {
        return List.of(
                mixture.cells("experts"),
                whole.cells("dense, all experts wide"),
                slim.cells("dense, used experts wide"));
    }

    String words() {
        return "Experts, times as fast as the dense model of all: decode %s, prefill %s; as that of those used: decode %s, prefill %s."
                .formatted(
                        ratio(mixture.decode, whole.decode),
                        ratio(mixture.prefill, whole.prefill),
                        ratio(mixture.decode, slim.decode),
                        ratio(mixture.prefill, slim.prefill));
    }

    Map<String, Object> json(int experts, int used) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("experts", experts);
        json.put("used", used);
        ratio(mixture.decode, whole.decode).putInto(json, "decode_to_dense");
        ratio(mixture.prefill, whole.prefill).putInto(json, "prefill_to_dense");
        ratio(mixture.decode, slim.decode).putInto(json, "decode_to_active");
        ratio(mixture.prefill, slim.prefill).putInto(json, "prefill_to_active");
        json.put(
                "models",
                Map.of("experts", mixture.json(), "dense", whole.json(), "active", slim.json()));
        return json;
    }

    private static Ratio ratio(List<Double> ours, List<Double> theirs) {
        return Ratio.ofPairs(array(ours), array(theirs));
    }

    private static double median(List<Double> values) {
        return Ratio.median(array(values));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
