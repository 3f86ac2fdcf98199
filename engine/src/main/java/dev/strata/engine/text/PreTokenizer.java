package dev.strata.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.gguf.BadModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How text is cut into words before merges, by {@code tokenizer.ggml.pre}.
 *
 * <p>Each is the publisher's own definition, except {@code default}, which has none and is what
 * llama.cpp does for it.
 */
enum PreTokenizer {
    SMOLLM(
            List.of("smollm"),
            false,
            false,
            "{\"type\":\"Digits\",\"individual_digits\":true}",
            byteLevel(true)),
    QWEN2(
            List.of("qwen2", "deepseek-r1-qwen"),
            true,
            false,
            split(words("\\p{N}")),
            byteLevel(false)),
    LLAMA_BPE(
            List.of("llama-bpe", "llama3", "llama-v3"),
            false,
            true,
            split(words("\\p{N}{1,3}")),
            byteLevel(false)),
    GPT_2(List.of("gpt-2", "phi-2"), false, false, byteLevel(true)),
    DEFAULT(
            List.of("default"),
            false,
            false,
            split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
            split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"),
            split("\\p{N}+"),
            split("[0-9][0-9][0-9]"),
            byteLevel(false));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> names;
    private final boolean composed;
    private final boolean wholeWords;
    private final List<String> steps;

    PreTokenizer(List<String> names, boolean composed, boolean wholeWords, String... steps) {
        this.names = names;
        this.composed = composed;
        this.wholeWords = wholeWords;
        this.steps = List.of(steps);
    }

    /**
     * The pre-tokenizer called {@code name}.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL for a name that is not known
     */
    static PreTokenizer named(String name) {
        return Arrays.stream(values())
                .filter(pre -> pre.names.contains(name))
                .findFirst()
                .orElseThrow(() ->
                        BadModel.of(
                                "metadata 'tokenizer.ggml.pre'",
                                "names an unknown pre-tokenizer",
                                "one of " + known(),
                                "'" + name + "'",
                                "use a model with one of these"));
    }

    /** The pre-tokenizer that a tokenizer.json describes; empty for one that is not known. */
    static Optional<PreTokenizer> publishedAs(JsonNode tokenizer) {
        JsonNode normalizer = tokenizer.path("normalizer");
        boolean plain = normalizer.isMissingNode() || normalizer.isNull();
        boolean nfc = normalizer.path("type").asText("").equals("NFC");
        boolean whole = tokenizer.path("model").path("ignore_merges").asBoolean(false);
        List<String> steps = steps(tokenizer.path("pre_tokenizer"));
        return Arrays.stream(values())
                .filter(pre -> pre.composed ? nfc : plain)
                .filter(pre -> pre.wholeWords == whole)
                .filter(pre -> steps(read(pre.json())).equals(steps))
                .findFirst();
    }

    /** What each step does, without what changes no id. */
    private static List<String> steps(JsonNode pre) {
        if (pre.path("type").asText("").equals("Sequence")) {
            return pre.path("pretokenizers")
                    .valueStream()
                    .flatMap(step -> steps(step).stream())
                    .toList();
        }
        return List.of(
                switch (pre.path("type").asText("")) {
                    case "Split" ->
                            "Split %s %s %s"
                                    .formatted(
                                            pre.path("pattern"),
                                            pre.path("behavior").asText(""),
                                            pre.path("invert"));
                    case "Digits" -> "Digits " + pre.path("individual_digits");
                    case "ByteLevel" ->
                            "ByteLevel %s %s"
                                    .formatted(
                                            pre.path("add_prefix_space").asBoolean(true),
                                            pre.path("use_regex").asBoolean(true));
                    default -> "unknown";
                });
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name that model files give it. */
    String published() {
        return names.getFirst();
    }

    /** True where text is normalised to NFC first. */
    boolean composed() {
        return composed;
    }

    /** True where a word that is in the vocabulary is taken whole, without merges. */
    boolean wholeWords() {
        return wholeWords;
    }

    /** Whether a prompt begins with the begin token where the file does not say. */
    boolean addsBeginToken() {
        return this == LLAMA_BPE;
    }

    /** As the {@code pre_tokenizer} of a tokenizer.json. */
    String json() {
        return "{\"type\":\"Sequence\",\"pretokenizers\":[" + String.join(",", steps) + "]}";
    }

    /** All names. */
    static String known() {
        return Arrays.stream(values())
                .flatMap(pre -> pre.names.stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String words(String digits) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
                + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static String split(String expression) {
        return "{\"type\":\"Split\",\"pattern\":{\"Regex\":"
                + TokenizerJson.quote(expression)
                + "},\"behavior\":\"Isolated\",\"invert\":false}";
    }

    private static String byteLevel(boolean ownWords) {
        return "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":"
                + ownWords
                + "}";
    }
}
