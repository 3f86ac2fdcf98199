package dev.strata.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scores that SentencePiece had for words, from the merges that were made of them for a {@code
 * tokenizer.json}: every way to put a word together, in the order of the words' scores.
 */
final class PublishedScores {
    private static final String BLANK = String.valueOf(ScoredVocabulary.BLANK);

    private PublishedScores() {}

    /**
     * A score for each token: less the later its first merge comes; by ids where these come in the
     * same order, as SentencePiece numbers them.
     *
     * @param merges {@code left right}, most important first
     * @return empty where the merges are none that were made of scores
     */
    static Optional<List<Float>> of(
            List<String> tokens, List<TokenKind> kinds, List<String> merges) {
        Map<String, Integer> words = new HashMap<>();
        for (int id = tokens.size() - 1; id >= 0; id--) {
            if (kinds.get(id) == TokenKind.NORMAL) {
                words.put(tokens.get(id), id);
            }
        }
        List<Integer> order = new ArrayList<>();
        Set<Integer> merged = new HashSet<>();
        for (String merge : merges) {
            int gap = merge.indexOf(' ', 1);
            Integer id =
                    gap < 0 ? null : words.get(merge.substring(0, gap) + merge.substring(gap + 1));
            if (id == null || !order.isEmpty() && order.getLast().equals(id)) {
                continue; // of a token that is no word, or another way to the same word
            }
            if (!merged.add(id)) {
                return Optional.empty();
            }
            order.add(id);
        }
        for (Map.Entry<String, Integer> word : words.entrySet()) {
            if (!merged.contains(word.getValue()) && isMade(word.getKey(), words)) {
                return Optional.empty();
            }
        }
        return Optional.of(scores(tokens.size(), kinds, order));
    }

    /** Whether two words together are this one. */
    private static boolean isMade(String word, Map<String, Integer> words) {
        for (int at = 1; at < word.length(); at++) {
            if (words.containsKey(word.substring(0, at)) && words.containsKey(word.substring(at))) {
                return true;
            }
        }
        return false;
    }

    private static List<Float> scores(int size, List<TokenKind> kinds, List<Integer> order) {
        int first = kinds.indexOf(TokenKind.NORMAL);
        boolean byId = true;
        for (int i = 1; i < order.size(); i++) {
            byId &= order.get(i - 1) < order.get(i);
        }
        Float[] scores = new Float[size];
        for (int id = 0; id < size; id++) {
            scores[id] = byId ? Math.min(0f, first - id) : -order.size();
        }
        for (int rank = 0; !byId && rank < order.size(); rank++) {
            scores[order.get(rank)] = (float) -rank;
        }
        return List.of(scores);
    }

    /**
     * Where a blank is put that a text does not have.
     *
     * @return empty where text is changed or cut in another way before it is joined
     */
    static Optional<LeadingBlank> leadingBlank(JsonNode root) {
        List<String> steps = new ArrayList<>();
        steps(root.path("normalizer"), "normalizers", steps);
        steps(root.path("pre_tokenizer"), "pretokenizers", steps);
        steps.remove("split"); // at blanks, which were replaced before
        if (!steps.remove("replace") && !steps.contains("first") && !steps.contains("every")) {
            return Optional.empty();
        }
        return switch (String.join(" ", steps)) {
            case "" -> Optional.of(LeadingBlank.NONE);
            case "first" -> Optional.of(LeadingBlank.FIRST);
            case "every" -> Optional.of(LeadingBlank.EVERY);
            default -> Optional.empty();
        };
    }

    /** What each step does: a word for those that are known. */
    private static void steps(JsonNode step, String several, List<String> found) {
        if (step.isMissingNode() || step.isNull()) {
            return;
        }
        boolean ofBlank = step.path("pattern").path("String").asText("").equals(" ");
        switch (step.path("type").asText("")) {
            case "Sequence" -> step.path(several).forEach(each -> steps(each, several, found));
            case "Prepend" -> found.add(said(step, "prepend").equals(BLANK) ? "every" : "unknown");
            case "Replace" ->
                    found.add(
                            ofBlank && said(step, "content").equals(BLANK) ? "replace" : "unknown");
            case "Split" ->
                    found.add(
                            ofBlank && said(step, "behavior").equals("MergedWithPrevious")
                                    ? "split"
                                    : "unknown");
            case "Metaspace" -> found.add(metaspace(step));
            default -> found.add("unknown");
        }
    }

    private static String metaspace(JsonNode step) {
        if (!said(step, "replacement").equals(BLANK) || step.path("split").asBoolean(true)) {
            return "unknown";
        }
        return switch (said(step, "prepend_scheme")) {
            case "always" -> "every";
            case "first" -> "first";
            case "never" -> "replace";
            default -> "unknown";
        };
    }

    private static String said(JsonNode step, String field) {
        return step.path(field).asText("");
    }
}
