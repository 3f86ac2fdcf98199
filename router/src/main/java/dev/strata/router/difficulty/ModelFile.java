package dev.strata.router.difficulty;

import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A difficulty model as text: properties, so that its facts can be read by anyone. */
final class ModelFile {
    private static final String SCHEMA = "2";

    private ModelFile() {}

    static String text(Parts parts, Map<String, String> facts) {
        StringBuilder text = new StringBuilder();
        text.append("# Difficulty of a prompt, 0 to 1: ridge regression and trees, trained by")
                .append(" `eval router --write`.\n");
        put(text, "schema", SCHEMA);
        new TreeMap<>(facts).forEach((key, value) -> put(text, "fact." + key, value));
        put(text, "base", Double.toString(parts.base()));
        for (int i = 0; i < parts.dense().length; i++) {
            put(
                    text,
                    "dense." + Features.NAMES.get(i),
                    "%s %s %s"
                            .formatted(
                                    parts.dense()[i],
                                    parts.standard().means()[i],
                                    parts.standard().spreads()[i]));
        }
        put(text, "scale", Double.toString(parts.scale()));
        put(text, "grams.step", Double.toString(parts.step()));
        put(text, "grams.hashes", base64(hashes(parts.vocabulary().hashes())));
        put(text, "grams.rarity", base64(parts.vocabulary().rarity()));
        put(text, "grams.weights", base64(parts.grams()));
        List<Trees.Tree> trees = parts.trees().trees();
        put(text, "trees", Integer.toString(trees.size()));
        for (int i = 0; i < trees.size(); i++) {
            put(text, "tree." + i, trees.get(i).text());
        }
        return text.toString();
    }

    /**
     * Reads a model file.
     *
     * @throws SettingsException where it is corrupt or of another schema
     */
    static DifficultyModel read(SettingsText text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text.text()));
            String schema = properties.getProperty("schema", "none");
            if (!schema.equals(SCHEMA)) {
                throw new SettingsException(
                        text.name(),
                        List.of(
                                "property 'schema' is wrong: expected %s, got %s; train it again"
                                        .formatted(SCHEMA, schema)));
            }
            return new DifficultyModel(parts(properties), facts(properties));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + text.name(), e);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    text.name(), List.of("it is corrupt: " + e.getMessage() + "; train it again"));
        }
    }

    private static Parts parts(Properties properties) {
        double[] dense = new double[Features.NAMES.size()];
        Standard standard = new Standard(new double[dense.length], new double[dense.length]);
        for (int i = 0; i < dense.length; i++) {
            String key = "dense." + Features.NAMES.get(i);
            String[] values = properties.getProperty(key, "nothing").split(" ", -1);
            if (values.length != 3) {
                throw new IllegalArgumentException(
                        "property '%s' is wrong: expected a weight, a mean and a spread, got %s"
                                .formatted(key, String.join(" ", values)));
            }
            dense[i] = number(key, values[0]);
            standard.means()[i] = number(key, values[1]);
            standard.spreads()[i] = number(key, values[2]);
        }
        List<Trees.Tree> trees = new ArrayList<>();
        int count = (int) number(properties, "trees");
        for (int i = 0; i < count; i++) {
            trees.add(
                    Trees.Tree.of(properties.getProperty("tree." + i, ""), Features.INPUTS.length));
        }
        int[] hashes = hashes(bytes(properties, "grams.hashes", -1));
        return new Parts(
                number(properties, "base"),
                standard,
                dense,
                bytes(properties, "grams.weights", hashes.length),
                number(properties, "grams.step"),
                new Vocabulary(hashes, bytes(properties, "grams.rarity", hashes.length)),
                new Trees(trees),
                number(properties, "scale"));
    }

    private static Map<String, String> facts(Properties properties) {
        Map<String, String> facts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("fact.")) {
                facts.put(key.substring("fact.".length()), properties.getProperty(key));
            }
        }
        return facts;
    }

    private static void put(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private static byte[] bytes(Properties properties, String key, int expected) {
        byte[] bytes = Base64.getDecoder().decode(properties.getProperty(key, ""));
        if (bytes.length == 0 || (expected >= 0 && bytes.length != expected)) {
            throw new IllegalArgumentException(
                    "property '%s' is wrong: expected %s bytes, got %d"
                            .formatted(key, expected < 0 ? "some" : expected, bytes.length));
        }
        return bytes;
    }

    private static byte[] hashes(int[] hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * hashes.length);
        bytes.asIntBuffer().put(hashes);
        return bytes.array();
    }

    private static int[] hashes(byte[] bytes) {
        int[] hashes = new int[bytes.length / 4];
        ByteBuffer.wrap(bytes).asIntBuffer().get(hashes);
        return hashes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static double number(Properties properties, String key) {
        return number(key, properties.getProperty(key, "nothing"));
    }

    private static double number(String key, String value) {
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
