package dev.strata.router.settings;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A section of a settings file. Reading is lenient until {@link #check()}, which then names every
 * property that is missing, wrong or unknown at once. Not thread-safe; read once, at start.
 */
public final class Settings {
    private final Root root;
    private final String path;
    private final ObjectNode node;
    private final Set<String> read = new LinkedHashSet<>();
    private final List<Settings> sections = new ArrayList<>();

    /** What all sections of a file share. */
    private record Root(String name, Map<String, Integer> lines, List<String> problems) {}

    private Settings(Root root, String path, ObjectNode node) {
        this.root = root;
        this.path = path;
        this.node = node;
    }

    /**
     * Reads YAML text.
     *
     * @throws SettingsException where it is not YAML, or not a mapping
     */
    public static Settings of(SettingsText text) {
        return new Settings(
                new Root(text.name(), SettingsTree.lines(text), new ArrayList<>()),
                "",
                SettingsTree.parse(text));
    }

    /** Reads {@code text} over {@code base}: what it leaves out is as there. */
    public static Settings of(SettingsText base, SettingsText text) {
        ObjectNode merged = SettingsTree.merge(SettingsTree.parse(base), SettingsTree.parse(text));
        return new Settings(
                new Root(text.name(), SettingsTree.lines(text), new ArrayList<>()), "", merged);
    }

    /** A section below this one; empty, and a problem, where it is missing. */
    public Settings section(String key) {
        JsonNode value = find(key);
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        if (value instanceof ObjectNode object) {
            content = object;
        } else {
            problem(key, "a section", value);
        }
        Settings section = new Settings(root, join(key), content);
        sections.add(section);
        return section;
    }

    /** The sections of a list, in order. */
    public List<Settings> listed(String key) {
        JsonNode value = find(key);
        List<Settings> listed = new ArrayList<>();
        if (!value.isArray()) {
            problem(key, "a list", value);
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i) instanceof ObjectNode object) {
                Settings section = new Settings(root, join(key + "[" + i + "]"), object);
                sections.add(section);
                listed.add(section);
            } else {
                problem(key + "[" + i + "]", "a section", value.get(i));
            }
        }
        return listed;
    }

    /** Where this section begins, for a message. */
    public String place() {
        Integer line = root.lines().get(path);
        return line == null ? "'" + path + "'" : "'" + path + "' (line " + line + ")";
    }

    /** All keys of this section, in the file's order, each as a section. */
    public Map<String, Settings> namedSections() {
        Map<String, Settings> named = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> named.put(key, section(key)));
        return named;
    }

    /** The keys of this section, in the file's order. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** True where the key is there. */
    public boolean has(String key) {
        return node.has(key);
    }

    /** A text. */
    public String text(String key) {
        JsonNode value = find(key);
        if (!value.isTextual()) {
            problem(key, "a text", value);
            return "";
        }
        return value.textValue();
    }

    /** A number from {@code min} to {@code max}, both included. */
    public double number(String key, double min, double max) {
        JsonNode value = find(key);
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            problem(key, "a number from " + min + " to " + max, value);
            return min;
        }
        return value.doubleValue();
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public int integer(String key, int min, int max) {
        JsonNode value = find(key);
        if (!value.canConvertToExactIntegral()
                || !value.isNumber()
                || !value.canConvertToInt()
                || value.intValue() < min
                || value.intValue() > max) {
            problem(key, "a whole number from " + min + " to " + max, value);
            return min;
        }
        return value.intValue();
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key) {
        JsonNode value = find(key);
        if (!value.isBoolean()) {
            problem(key, "true or false", value);
        }
        return value.booleanValue();
    }

    /** A list of texts, none of them blank. */
    public List<String> texts(String key) {
        JsonNode value = find(key);
        if (!value.isArray()) {
            problem(key, "a list of texts", value);
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = value.get(i);
            if (item.isTextual() && !item.textValue().isBlank()) {
                texts.add(item.textValue());
            } else {
                problem(key + "[" + i + "]", "a text", item);
            }
        }
        return texts;
    }

    /** A list of numbers. */
    public double[] numbers(String key) {
        JsonNode value = find(key);
        double[] numbers = new double[value.isArray() ? value.size() : 0];
        if (!value.isArray()) {
            problem(key, "a list of numbers", value);
        }
        for (int i = 0; i < numbers.length; i++) {
            if (!value.get(i).isNumber()) {
                problem(key + "[" + i + "]", "a number", value.get(i));
            }
            numbers[i] = value.get(i).asDouble();
        }
        return numbers;
    }

    /** One of the constants of {@code type}, written in lower case with dashes. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        return constant(key, find(key), type);
    }

    /** A list of constants of {@code type}, written in lower case with dashes. */
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        JsonNode value = find(key);
        Set<E> chosen = new LinkedHashSet<>();
        if (!value.isArray()) {
            problem(key, "a list of " + names(type), value);
            return chosen;
        }
        for (int i = 0; i < value.size(); i++) {
            chosen.add(constant(key + "[" + i + "]", value.get(i), type));
        }
        return chosen;
    }

    /** Adds a problem of this section's {@code key}. */
    public void problem(String key, String expected, Object got) {
        String shown =
                got instanceof JsonNode json
                        ? (json.isMissingNode() ? "nothing" : json.toString())
                        : "" + got;
        root.problems()
                .add(
                        "property '%s' is wrong: expected %s, got %s; correct it"
                                .formatted(join(key), expected, shown));
    }

    /** Adds a problem between two sections, naming both. */
    public void conflict(Settings other, String expected, String got) {
        root.problems()
                .add(
                        "properties %s and %s contradict each other: expected %s, got %s; remove one"
                                .formatted(place(), other.place(), expected, got));
    }

    /** Ends reading. */
    public void check() {
        collectUnknown();
        if (!root.problems().isEmpty()) {
            throw new SettingsException(root.name(), root.problems());
        }
    }

    /** Begins the SHA-256 of the content in force, whatever the file's layout and comments. */
    public String version() {
        return SettingsText.sha256(SettingsTree.canonical(node)).substring(0, 12);
    }

    private void collectUnknown() {
        for (String key : keys()) {
            if (!read.contains(key)) {
                root.problems()
                        .add(
                                "property '%s' is unknown: expected one of %s; remove it or correct its name"
                                        .formatted(join(key), read));
            }
        }
        sections.forEach(Settings::collectUnknown);
    }

    private JsonNode find(String key) {
        read.add(key);
        return node.path(key);
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private <E extends Enum<E>> E constant(String key, JsonNode value, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (value.isTextual() && name(constant).equals(value.textValue())) {
                return constant;
            }
        }
        problem(key, "one of " + names(type), value);
        return type.getEnumConstants()[0];
    }

    private static String names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Settings::name).collect(joining(", "));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
