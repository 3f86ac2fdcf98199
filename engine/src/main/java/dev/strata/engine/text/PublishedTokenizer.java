package dev.strata.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A {@code tokenizer.json} of byte-level BPE or of SentencePiece's BPE, in the terms of model
 * files.
 *
 * @param pre the pre-tokenizer, as {@code tokenizer.ggml.pre} names it; empty for SentencePiece
 * @param tokens by id; as many as the model has rows, the last ones made up where it has more
 * @param types of the tokens, as {@code tokenizer.ggml.token_type} numbers them
 * @param merges {@code left right}, most important first; none for SentencePiece
 * @param scores of the tokens, for SentencePiece
 * @param leadingBlank for SentencePiece
 * @param first the token that every prompt begins with, if there is one
 */
public record PublishedTokenizer(
        String pre,
        List<String> tokens,
        List<Integer> types,
        List<String> merges,
        List<Float> scores,
        LeadingBlank leadingBlank,
        OptionalInt first) {
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    /** Of SentencePiece's tokens: all their parts are looked at. */
    private static final int MOST_LETTERS = 1024;

    public PublishedTokenizer {
        tokens = List.copyOf(tokens);
        types = List.copyOf(types);
        merges = List.copyOf(merges);
        scores = List.copyOf(scores);
    }

    /** Whether it is SentencePiece's, with scores in place of merges. */
    public boolean isScored() {
        return !scores.isEmpty();
    }

    /**
     * Reads the file's content.
     *
     * @param size rows of the model's embedding
     * @throws EngineException with BAD_MODEL where it is of another kind, or does not fit the model
     */
    public static PublishedTokenizer of(Path path, JsonNode root, int size) {
        JsonNode model = root.path("model");
        String kind = model.path("type").asText("none");
        if (!kind.equals("BPE")) {
            throw bad(
                    path,
                    "is of another kind",
                    "BPE of bytes, or of SentencePiece",
                    "'" + kind + "'");
        }
        String[] tokens = new String[size];
        Integer[] types = new Integer[size];
        for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
            put(path, tokens, types, entry.getValue(), entry.getKey(), NORMAL);
        }
        boolean scored = model.path("byte_fallback").asBoolean(false);
        for (JsonNode added : root.path("added_tokens")) {
            addToken(path, tokens, types, added, scored);
        }
        for (int id = 0; id < size; id++) {
            if (tokens[id] == null) {
                tokens[id] = "[PAD" + id + "]";
                types[id] = UNUSED;
            }
        }
        OptionalInt first = first(root.path("post_processor"), tokens);
        List<String> merges = merges(path, model);
        return scored
                ? scored(path, root, tokens, types, merges, first)
                : plain(path, root, tokens, types, merges, first);
    }

    private static PublishedTokenizer plain(
            Path path,
            JsonNode root,
            String[] tokens,
            Integer[] types,
            List<String> merges,
            OptionalInt first) {
        PreTokenizer pre =
                PreTokenizer.publishedAs(root)
                        .orElseThrow(() ->
                                bad(
                                        path,
                                        "cuts words in an unknown way",
                                        "the pre_tokenizer, normalizer and ignore_merges of "
                                                + PreTokenizer.known(),
                                        shown(root)));
        return new PublishedTokenizer(
                pre.published(),
                Arrays.asList(tokens),
                Arrays.asList(types),
                merges,
                List.of(),
                LeadingBlank.NONE,
                first);
    }

    private static PublishedTokenizer scored(
            Path path,
            JsonNode root,
            String[] tokens,
            Integer[] types,
            List<String> merges,
            OptionalInt first) {
        LeadingBlank blank =
                PublishedScores.leadingBlank(root)
                        .orElseThrow(() ->
                                bad(
                                        path,
                                        "changes text in an unknown way",
                                        "a normalizer that replaces blanks, or Metaspace without split",
                                        shown(root)));
        for (String token : tokens) {
            if (token.length() > MOST_LETTERS) {
                throw bad(
                        path,
                        "has a token that is too long",
                        "at most " + MOST_LETTERS + " letters",
                        token.length());
            }
        }
        PublishedKinds.put(tokens, types, root.path("model").path("unk_token").asText("<unk>"));
        List<TokenKind> kinds = Arrays.stream(types).map(TokenKind::of).toList();
        List<Float> scores =
                PublishedScores.of(Arrays.asList(tokens), kinds, merges)
                        .orElseThrow(() ->
                                bad(
                                        path,
                                        "has merges that no scores give",
                                        "all ways to a word side by side, as SentencePiece's scores give them",
                                        merges.size() + " in another order"));
        return new PublishedTokenizer(
                "", Arrays.asList(tokens), Arrays.asList(types), List.of(), scores, blank, first);
    }

    /** The id of {@code token}, if it is one. */
    public OptionalInt id(String token) {
        int id = tokens.indexOf(token);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static void addToken(
            Path path, String[] tokens, Integer[] types, JsonNode added, boolean scored) {
        String content = added.path("content").asText("");
        boolean special =
                added.path("special").asBoolean(false)
                        || scored && PublishedKinds.CONTROLS.contains(content);
        for (String flag : List.of("single_word", "lstrip", "rstrip")) {
            if (!special && added.path(flag).asBoolean(false)) {
                throw bad(
                        path,
                        "has a token with a rule of its own",
                        flag + " false",
                        "true for '" + content + "'");
            }
        }
        put(path, tokens, types, added.path("id"), content, special ? CONTROL : USER_DEFINED);
    }

    private static void put(
            Path path, String[] tokens, Integer[] types, JsonNode id, String token, int type) {
        if (!id.isIntegralNumber()
                || !id.canConvertToInt()
                || id.intValue() < 0
                || id.intValue() >= tokens.length) {
            throw bad(
                    path,
                    "has a token that the model has no row for",
                    "ids from 0 to " + (tokens.length - 1),
                    cut(token) + ": " + cut(id.toString()));
        }
        String before = tokens[id.intValue()];
        if (before != null && !before.equals(token) || token.isEmpty()) {
            throw bad(
                    path,
                    "names an id twice",
                    "one token for each id",
                    "'%s' and '%s' for %d"
                            .formatted(cut(String.valueOf(before)), cut(token), id.intValue()));
        }
        tokens[id.intValue()] = token;
        types[id.intValue()] = type;
    }

    private static List<String> merges(Path path, JsonNode model) {
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : model.path("merges")) {
            if (merge.isTextual()) {
                merges.add(merge.textValue());
            } else if (merge.isArray() && merge.size() == 2) {
                merges.add(merge.get(0).asText() + " " + merge.get(1).asText());
            } else {
                throw bad(path, "has an odd merge", "two tokens", cut(merge.toString()));
            }
        }
        return Collections.unmodifiableList(merges);
    }

    /** The token that a template of the post-processor puts before a text. */
    private static OptionalInt first(JsonNode processor, String[] tokens) {
        if (processor.path("type").asText("").equals("Sequence")) {
            for (JsonNode each : processor.path("processors")) {
                OptionalInt found = first(each, tokens);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        String id = processor.path("single").path(0).path("SpecialToken").path("id").asText("");
        int index = id.isEmpty() ? -1 : Arrays.asList(tokens).indexOf(id);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private static String shown(JsonNode root) {
        return cut(
                "pre_tokenizer %s, normalizer %s"
                        .formatted(
                                cut(root.path("pre_tokenizer").toString()),
                                cut(root.path("normalizer").toString())));
    }

    private static String cut(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    private static EngineException bad(Path path, String wrong, Object expected, Object got) {
        return BadModel.of(
                "tokenizer '" + path + "'",
                wrong,
                expected,
                got,
                "use a model with such a tokenizer");
    }
}
