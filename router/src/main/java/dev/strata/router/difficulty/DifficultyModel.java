package dev.strata.router.difficulty;

import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A logistic model of a prompt's difficulty. Immutable and thread-safe; linear in the prompt's
 * length.
 */
public final class DifficultyModel {
    private static final String SCHEMA = "1";

    private final double[] dense;
    private final byte[] hashed;
    private final double scale;
    private final Map<String, String> facts;

    DifficultyModel(double[] dense, byte[] hashed, double scale, Map<String, String> facts) {
        this.dense = dense.clone();
        this.hashed = hashed.clone();
        this.scale = scale;
        this.facts = Map.copyOf(facts);
    }

    /** The model that comes with Strata. */
    public static DifficultyModel bundled() {
        return Bundled.MODEL;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final DifficultyModel MODEL =
                of(SettingsText.bundled(DifficultyModel.class, "difficulty.properties"));
    }

    /**
     * Reads a model file.
     *
     * @throws SettingsException where it is corrupt or of another schema
     */
    public static DifficultyModel of(SettingsText text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text.text()));
            return read(text.name(), properties);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + text.name(), e);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    text.name(), List.of("it is corrupt: " + e.getMessage() + "; train it again"));
        }
    }

    /** How hard a prompt is: 0 (easy) to 1 (hard). */
    public double score(String prompt) {
        return 1 / (1 + Math.exp(-logit(Features.of(prompt))));
    }

    /** What the file says of itself: data hash, rows, metrics. */
    public Map<String, String> facts() {
        return facts;
    }

    /** Begins the SHA-256 of the model's content. */
    public String version() {
        return SettingsText.sha256(text()).substring(0, 12);
    }

    /** The model file's text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                "# Difficulty of a prompt, 0 to 1: a logistic model, trained by `eval router --train`.\n");
        text.append("schema=").append(SCHEMA).append('\n');
        new TreeMap<>(facts)
                .forEach((key, value) -> text.append("fact.%s=%s\n".formatted(key, value)));
        for (int i = 0; i < dense.length; i++) {
            text.append(
                    "dense.%s=%s\n".formatted(Features.NAMES.get(i), Double.toString(dense[i])));
        }
        text.append("hashed.scale=").append(scale).append('\n');
        text.append("hashed.weights=")
                .append(Base64.getEncoder().encodeToString(hashed))
                .append('\n');
        return text.toString();
    }

    double logit(Features features) {
        double sum = 0;
        for (int i = 0; i < dense.length; i++) {
            sum += dense[i] * features.dense()[i];
        }
        for (int k = 0; k < features.buckets().length; k++) {
            sum += scale * hashed[features.buckets()[k]] * features.weights()[k];
        }
        return sum;
    }

    private static DifficultyModel read(String file, Properties properties) {
        String schema = properties.getProperty("schema", "none");
        if (!schema.equals(SCHEMA)) {
            throw new SettingsException(
                    file,
                    List.of(
                            "property 'schema' is wrong: expected %s, got %s; train it again"
                                    .formatted(SCHEMA, schema)));
        }
        double[] dense = new double[Features.NAMES.size()];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = number(properties, "dense." + Features.NAMES.get(i));
        }
        byte[] hashed = Base64.getDecoder().decode(properties.getProperty("hashed.weights", ""));
        if (hashed.length != Features.BUCKETS) {
            throw new IllegalArgumentException(
                    "property 'hashed.weights' is wrong: expected %d weights, got %d"
                            .formatted(Features.BUCKETS, hashed.length));
        }
        Map<String, String> facts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("fact.")) {
                facts.put(key.substring("fact.".length()), properties.getProperty(key));
            }
        }
        return new DifficultyModel(dense, hashed, number(properties, "hashed.scale"), facts);
    }

    private static double number(Properties properties, String key) {
        String value = properties.getProperty(key, "nothing");
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Named below, as an infinite one is.
        }
        throw new IllegalArgumentException(
                "property '%s' is wrong: expected a number, got %s".formatted(key, value));
    }
}
