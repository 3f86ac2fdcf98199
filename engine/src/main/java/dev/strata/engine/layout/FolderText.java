package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufOutput;
import dev.strata.engine.text.LeadingBlank;
import dev.strata.engine.text.PublishedTokenizer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;

/** A folder's tokenizer, special tokens and chat template, in a model file's terms. */
final class FolderText {
    static final String TOKENIZER = "tokenizer.json";
    static final String SETTINGS = "tokenizer_config.json";
    static final String TEMPLATE = "chat_template.jinja";
    static final String ENDS = "generation_config.json";

    private static final int MOST_TEMPLATE_BYTES = 1 << 20;
    private static final String PREFIX = "tokenizer.ggml.";
    private static final List<String> END_KEYS =
            List.of("eos_token_id", "eot_token_id", "eom_token_id");

    private final Path folder;
    private final Optional<JsonFile> settings;
    private final PublishedTokenizer tokenizer;

    private FolderText(Path folder, int vocabulary) {
        JsonFile file = JsonFile.require(folder, TOKENIZER);
        this.folder = folder;
        this.settings = JsonFile.find(folder, SETTINGS);
        this.tokenizer = PublishedTokenizer.of(file.path(), file.root(), vocabulary);
    }

    /**
     * Adds it to a model file's metadata.
     *
     * @param vocabulary rows of the embedding
     * @param configs that may name the tokens that end an answer
     * @throws EngineException with BAD_MODEL where something is missing or not supported
     */
    static void putInto(GgufOutput out, Path folder, int vocabulary, List<JsonFile> configs) {
        new FolderText(folder, vocabulary).put(out, configs);
    }

    private void put(GgufOutput out, List<JsonFile> configs) {
        out.text(PREFIX + "model", tokenizer.isScored() ? "llama" : "gpt2");
        out.texts(PREFIX + "tokens", tokenizer.tokens());
        out.wholes(PREFIX + "token_type", tokenizer.types());
        if (tokenizer.isScored()) {
            out.reals(PREFIX + "scores", tokenizer.scores());
            out.flag(PREFIX + "add_space_prefix", tokenizer.leadingBlank() != LeadingBlank.NONE);
            if (tokenizer.leadingBlank() == LeadingBlank.FIRST) {
                out.flag("strata.tokenizer.space_prefix_once", true);
            }
        } else {
            out.text(PREFIX + "pre", tokenizer.pre());
            out.texts(PREFIX + "merges", tokenizer.merges());
        }
        OptionalInt begin = named("bos_token");
        if (begin.isEmpty()) {
            begin = tokenizer.first();
        }
        begin.ifPresent(id -> out.whole(PREFIX + "bos_token_id", id));
        SequencedSet<Integer> ends = new LinkedHashSet<>();
        named("eos_token").ifPresent(ends::add);
        for (JsonFile config : configs) {
            ends.addAll(ids(config, "eos_token_id"));
            ends.addAll(ids(config, "model.eos_token_id"));
        }
        putEnds(out, List.copyOf(ends));
        boolean asked = settings.flatMap(file -> file.flag("add_bos_token")).orElse(false);
        out.flag(
                PREFIX + "add_bos_token",
                begin.isPresent() && (asked || tokenizer.first().equals(begin)));
        out.text("tokenizer.chat_template", template());
    }

    private void putEnds(GgufOutput out, List<Integer> ends) {
        if (ends.isEmpty() || ends.size() > END_KEYS.size()) {
            throw bad(
                    "has an odd number of tokens that end an answer",
                    "1 to " + END_KEYS.size() + " in " + SETTINGS + ", " + ENDS + " or config.json",
                    ends.size());
        }
        for (int i = 0; i < ends.size(); i++) {
            int id = ends.get(i);
            if (id >= tokenizer.tokens().size()) {
                throw bad(
                        "ends answers with a token that is not there",
                        "0 to " + (tokenizer.tokens().size() - 1),
                        id);
            }
            out.whole(PREFIX + END_KEYS.get(i), id);
        }
    }

    /** A special token that the settings name, by its text or in an object. */
    private OptionalInt named(String field) {
        JsonNode node = settings.map(file -> file.node(field)).orElse(null);
        if (node == null) {
            return OptionalInt.empty();
        }
        String text = node.isObject() ? node.path("content").asText("") : node.asText("");
        OptionalInt id = tokenizer.id(text);
        if (id.isEmpty()) {
            throw bad("has a " + field + " that is no token", "one of the tokenizer's", text);
        }
        return id;
    }

    private static List<Integer> ids(JsonFile config, String field) {
        JsonNode node = config.node(field);
        List<Integer> ids = new ArrayList<>();
        if (node != null) {
            for (JsonNode each : node.isArray() ? node : List.of(node)) {
                boolean whole = each.isIntegralNumber() && each.canConvertToInt();
                config.expect(field, whole && each.intValue() >= 0, "ids of tokens", each);
                ids.add(each.intValue());
            }
        }
        return ids;
    }

    private String template() {
        Path file = folder.resolve(TEMPLATE);
        if (Files.isRegularFile(file)) {
            return read(file);
        }
        JsonNode node = settings.map(found -> found.node("chat_template")).orElse(null);
        if (node != null && node.isTextual()) {
            return node.textValue();
        }
        if (node != null && node.isArray()) {
            for (JsonNode each : node) {
                if (each.path("name").asText("").equals("default")) {
                    return each.path("template").asText("");
                }
            }
        }
        throw bad(
                "lacks a chat template",
                TEMPLATE + ", or chat_template in " + SETTINGS,
                node == null ? "none" : "no default one");
    }

    private String read(Path file) {
        try {
            if (Files.size(file) > MOST_TEMPLATE_BYTES) {
                throw bad("has an odd " + TEMPLATE, "at most 1 MiB", Files.size(file));
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw bad("has an odd " + TEMPLATE, "UTF-8", "other bytes");
        } catch (IOException e) {
            throw bad("has an odd " + TEMPLATE, "a readable file", e);
        }
    }

    private EngineException bad(String wrong, Object expected, Object got) {
        return BadModel.of(
                "model folder '" + folder + "'",
                wrong,
                expected,
                got,
                "copy the whole model, its tokenizer included");
    }
}
