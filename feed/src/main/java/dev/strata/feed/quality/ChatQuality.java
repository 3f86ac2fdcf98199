package dev.strata.feed.quality;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A profile for chat answers. The usual filters are made for web pages: fifty words at least, ends
 * of sentences, no curly brackets; they delete short answers and code. Pure.
 *
 * <p>Source of the repetition limits: Rae et al., Scaling language models, 2021, table A1; asked
 * only where an answer is long enough for them to mean something.
 */
public final class ChatQuality {
    private static final int LONG_WORDS = 60;
    private static final int MOST_WORDS = 20_000;
    private static final double DUPLICATE_LINES = 0.3;
    private static final int LEAST_LINES = 6;
    private static final double DUPLICATE_FIVES = 0.15;
    private static final Map<Integer, Double> TOP_GRAMS = Map.of(2, 0.20, 3, 0.18, 4, 0.16);
    private static final double LEAST_LETTERS = 0.3;
    private static final int LEAST_JUDGED = 40;

    private ChatQuality() {}

    /** Why the row's answer is not to be learned; empty where it may be. */
    public static Optional<DropReason> refusal(Row row) {
        String answer = row.bestAnswer();
        if (row.opinion().correction() == null && row.provenance().finish().equals("length")) {
            return Optional.of(DropReason.CUT_SHORT);
        }
        if (answer.strip().equals(row.question().strip())) {
            return Optional.of(DropReason.ECHO);
        }
        String prose = withoutCode(answer);
        List<String> words = words(prose);
        if (words.size() > MOST_WORDS) {
            return Optional.of(DropReason.TOO_LONG);
        }
        if (isGarbled(prose)) {
            return Optional.of(DropReason.GARBLED);
        }
        return isRepetitive(prose, words) ? Optional.of(DropReason.REPETITIVE) : Optional.empty();
    }

    /** Of near-duplicates the one with the highest is kept: what people said, then certainty. */
    public static float score(Row row) {
        Row.Opinion said = row.opinion();
        float people = said.correction() != null ? 2 : said.isGood() ? 1 : said.isBad() ? -1 : 0;
        return people + (float) Math.clamp(row.provenance().confidence(), 0, 1) / 2;
    }

    private static boolean isGarbled(String prose) {
        int letters = 0;
        int strange = 0;
        int counted = 0;
        for (int i = 0; i < prose.length(); i++) {
            char c = prose.charAt(i);
            if (Character.isWhitespace(c)) {
                continue;
            }
            counted++;
            letters += Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? 1 : 0;
            strange += c == '\uFFFD' || Character.getType(c) == Character.PRIVATE_USE ? 1 : 0;
        }
        return strange * 50 > counted
                || (counted >= LEAST_JUDGED && letters < LEAST_LETTERS * counted);
    }

    private static boolean isRepetitive(String prose, List<String> words) {
        List<String> lines = prose.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        if (lines.size() >= LEAST_LINES) {
            int repeated = lines.size() - new HashSet<>(lines).size();
            if (repeated > DUPLICATE_LINES * lines.size()) {
                return true;
            }
        }
        if (words.size() < LONG_WORDS) {
            return false;
        }
        int all = words.stream().mapToInt(String::length).sum();
        return TOP_GRAMS.entrySet().stream()
                        .anyMatch(e -> topGram(words, e.getKey()) > e.getValue() * all)
                || duplicateFives(words) > DUPLICATE_FIVES * all;
    }

    /** Characters in the most frequent sequence of {@code n} words. */
    private static int topGram(List<String> words, int n) {
        Map<String, Integer> counts = new HashMap<>();
        int most = 0;
        for (int i = 0; i + n <= words.size(); i++) {
            List<String> gram = words.subList(i, i + n);
            int length = gram.stream().mapToInt(String::length).sum();
            int count = counts.merge(String.join(" ", gram), 1, Integer::sum);
            most = Math.max(most, count > 1 ? count * length : 0);
        }
        return most;
    }

    /** Characters in sequences of five words that came before. */
    private static int duplicateFives(List<String> words) {
        Set<String> seen = new HashSet<>();
        boolean[] repeated = new boolean[words.size()];
        for (int i = 0; i + 5 <= words.size(); i++) {
            if (!seen.add(String.join(" ", words.subList(i, i + 5)))) {
                for (int k = i; k < i + 5; k++) {
                    repeated[k] = true;
                }
            }
        }
        int characters = 0;
        for (int i = 0; i < repeated.length; i++) {
            characters += repeated[i] ? words.get(i).length() : 0;
        }
        return characters;
    }

    /** Words; of Chinese and Japanese the characters. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean alone = c >= 0x3040 && c <= 0x9FFF;
            if ((Character.isWhitespace(c) || alone) && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!Character.isWhitespace(c) && !alone && start < 0) {
                start = i;
            }
            if (alone) {
                words.add(String.valueOf(c));
            }
        }
        return words;
    }

    /** Code repeats itself and is full of signs; only what stands around it is judged. */
    private static String withoutCode(String text) {
        StringBuilder prose = new StringBuilder();
        boolean inCode = false;
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith("```")) {
                inCode = !inCode;
            } else if (!inCode) {
                prose.append(line).append('\n');
            }
        }
        return prose.toString();
    }
}
