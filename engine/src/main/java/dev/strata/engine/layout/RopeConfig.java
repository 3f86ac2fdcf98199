package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the rotary embedding of a {@code config.json}, which spells it in two ways. */
final class RopeConfig {
    private static final String PLAIN = "default";
    private static final double USUAL_BASE = 10_000;
    private static final double GEMMA_BASE = 1_000_000;

    private final JsonFile config;
    private final String architecture;

    /** Where the object is that says how positions are scaled; empty where there is none. */
    private final String scaling;

    private static final List<String> PLACES =
            List.of("rope_parameters.full_attention", "rope_parameters", "rope_scaling");

    private RopeConfig(JsonFile config, String architecture) {
        this.config = config;
        this.architecture = architecture;
        this.scaling = PLACES.stream().filter(config::has).findFirst().orElse("");
    }

    /**
     * @param contextTokens that the model was made for
     * @throws dev.strata.engine.EngineException with BAD_MODEL for one that is not supported
     */
    static FolderRope of(JsonFile config, String architecture, int headDim, int contextTokens) {
        return new RopeConfig(config, architecture).rope(headDim, contextTokens);
    }

    private FolderRope rope(int headDim, int contextTokens) {
        double base =
                in("rope_theta")
                        .flatMap(config::findPositive)
                        .or(() -> config.findPositive("rope_theta"))
                        .orElse(architecture.equals("gemma3") ? GEMMA_BASE : USUAL_BASE);
        for (String share : List.of("partial_rotary_factor", scaling + ".partial_rotary_factor")) {
            double part = config.findPositive(share).orElse(1.0);
            config.expect(share, part == 1, 1, part);
        }
        checkOthers();
        return switch (type()) {
            case "linear" -> FolderRope.stretched(base, config.positive(scaling + ".factor"));
            case "llama3" -> new FolderRope(base, 1, byWavelength(base, headDim), Optional.empty());
            case "longrope" ->
                    new FolderRope(
                            base, 1, List.of(), Optional.of(factors(headDim / 2, contextTokens)));
            default -> FolderRope.plain(base);
        };
    }

    /** Pairs that turn slowly are slowed down, quick ones are not, those between are in part. */
    private List<Double> byWavelength(double base, int headDim) {
        double factor = config.positive(scaling + ".factor");
        double low = config.positive(scaling + ".low_freq_factor");
        double high = config.positive(scaling + ".high_freq_factor");
        config.expect(scaling + ".high_freq_factor", high > low, "more than " + low, high);
        double original = config.positive(scaling + ".original_max_position_embeddings");
        List<Double> factors = new ArrayList<>();
        for (int i = 0; i < headDim / 2; i++) {
            double turns = original * Math.pow(base, -2.0 * i / headDim) / (2 * Math.PI);
            double kept = Math.clamp((turns - low) / (high - low), 0, 1);
            factors.add(1 / ((1 - kept) / factor + kept));
        }
        return factors;
    }

    /** What another place says must not be more than the chosen one says. */
    private void checkOthers() {
        String local = "rope_parameters.sliding_attention";
        for (String place : PLACES) {
            if (!place.equals(scaling)) {
                checkOther(place, said(scaling));
            }
        }
        checkOther(local, PLAIN);
    }

    private void checkOther(String place, String alike) {
        String said = said(place);
        config.expect(
                place + ".rope_type",
                said.equals(PLAIN) || said.equals(alike),
                "'" + alike + "'",
                "'" + said + "'");
        String share = place + ".partial_rotary_factor";
        double part = config.findPositive(share).orElse(1.0);
        config.expect(share, part == 1, 1, part);
    }

    /** The type that the object at {@code place} names. */
    private String said(String place) {
        return config.text(place + ".rope_type")
                .or(() -> config.text(place + ".type"))
                .orElse(PLAIN);
    }

    private Optional<String> in(String field) {
        return scaling.isEmpty() ? Optional.empty() : Optional.of(scaling + "." + field);
    }

    private String type() {
        String type = said(scaling);
        String known = type.equals("su") ? "longrope" : type;
        List<String> supported = new ArrayList<>(List.of(PLAIN));
        switch (architecture) {
            case "gemma3" -> supported.add("linear");
            case "phi3" -> supported.add("longrope");
            case "llama" -> supported.add("llama3");
            default -> {}
        }
        config.expect(
                (scaling.isEmpty() ? "rope_scaling" : scaling) + ".rope_type",
                supported.contains(known),
                "'" + String.join("' or '", supported) + "'",
                "'" + type + "'");
        return known;
    }

    private FolderRope.Factors factors(int pairs, int contextTokens) {
        Optional<Integer> trained =
                in("original_max_position_embeddings")
                        .flatMap(field -> config.findWhole(field, 2))
                        .or(() -> config.findWhole("original_max_position_embeddings", 2));
        int original = trained.orElse(contextTokens);
        double stretch =
                trained.isPresent()
                        ? contextTokens / (double) original
                        : in("factor").flatMap(config::findPositive).orElse(1.0);
        double usual = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
        return new FolderRope.Factors(
                numbers(scaling + ".long_factor", pairs),
                numbers(scaling + ".short_factor", pairs),
                original,
                in("attention_factor").flatMap(config::findPositive).orElse(usual));
    }

    private List<Double> numbers(String field, int count) {
        JsonNode node = config.node(field);
        List<Double> numbers = new ArrayList<>();
        if (node != null && node.isArray()) {
            node.forEach(each -> numbers.add(each.isNumber() ? each.doubleValue() : Double.NaN));
        }
        boolean usual =
                numbers.size() == count
                        && numbers.stream().allMatch(each -> each > 0 && each <= Float.MAX_VALUE);
        config.expect(field, usual, count + " numbers greater than 0", node);
        return numbers;
    }
}
