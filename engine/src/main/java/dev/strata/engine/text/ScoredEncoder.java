package dev.strata.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * SentencePiece's BPE: of all neighbours that make a word together, those with the highest score
 * are joined, the first where several are equal, until none is left. What is no word then becomes
 * its bytes.
 *
 * <p>Source: Kudo and Richardson, SentencePiece (EMNLP 2018); the order of joins is that of its
 * {@code bpe} model.
 */
final class ScoredEncoder implements WordEncoder {
    private static final SortedSet<Integer> NONE = Collections.emptySortedSet();

    private final ScoredVocabulary vocabulary;
    private final int[] byteTokens;
    private final Map<String, Integer> words = new HashMap<>();
    private final Map<String, Integer> wholes = new HashMap<>();
    private final Map<Character, SortedSet<Integer>> lengths = new HashMap<>(); // longest first

    ScoredEncoder(ScoredVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.byteTokens = vocabulary.byteTokens();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            var token = vocabulary.tokens().get(id);
            switch (vocabulary.kinds().get(id)) {
                case NORMAL -> words.putIfAbsent(token, id);
                case USER_DEFINED -> wholes.putIfAbsent(token, id);
                case CONTROL, UNKNOWN, UNUSED, BYTE -> {}
            }
        }
        wholes.remove("");
        wholes.keySet()
                .forEach(token ->
                        lengths.computeIfAbsent(
                                        token.charAt(0),
                                        _ -> new TreeSet<>(Comparator.reverseOrder()))
                                .add(token.length()));
    }

    @Override
    public int[] ids(String text) {
        var ids = IntStream.builder();
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            var token = wholeAt(text, at);
            if (token.isEmpty()) {
                at++;
                continue;
            }
            run(text.substring(from, at), ids);
            ids.add(wholes.getOrDefault(token.get(), 0));
            at += token.get().length();
            from = at;
        }
        run(text.substring(from), ids);
        return ids.build().toArray();
    }

    /** The longest word that is one token wherever it stands, and begins at {@code at}. */
    private Optional<String> wholeAt(String text, int at) {
        for (int length : lengths.getOrDefault(text.charAt(at), NONE)) {
            if (at + length <= text.length()) {
                var token = text.substring(at, at + length);
                if (wholes.containsKey(token)) {
                    return Optional.of(token);
                }
            }
        }
        return Optional.empty();
    }

    private void run(String text, IntStream.Builder ids) {
        if (!text.isEmpty()) {
            var blank = String.valueOf(ScoredVocabulary.BLANK);
            new Joining((vocabulary.leadingBlank() ? blank : "") + text.replace(" ", blank))
                    .into(ids);
        }
    }

    /**
     * Two neighbours that make a word.
     *
     * @param left where the left one begins
     * @param right where the right one begins
     * @param end where the right one ends
     */
    private record Pair(int left, int right, int end, float score) {}

    /** The parts of one run while they are joined; a part is known by where it begins. */
    private final class Joining {
        private final String text;
        private final int[] ends; // of the part that begins there; 0 where none does
        private final int[] starts; // of the part that ends there
        private final PriorityQueue<Pair> pairs =
                new PriorityQueue<>(
                        Comparator.comparingDouble((Pair pair) -> -pair.score())
                                .thenComparingInt(Pair::left));

        Joining(String text) {
            this.text = text;
            this.ends = new int[text.length() + 1];
            this.starts = new int[text.length() + 1];
            for (int at = 0; at < text.length(); at = ends[at]) {
                ends[at] = at + Character.charCount(text.codePointAt(at));
                starts[ends[at]] = at;
            }
            for (int at = 0; at < text.length(); at = ends[at]) {
                offer(at);
            }
        }

        /** Notes the part that begins at {@code left} and its right neighbour, if they join. */
        private void offer(int left) {
            int right = ends[left];
            if (right >= text.length()) {
                return;
            }
            var id = words.get(text.substring(left, ends[right]));
            if (id != null) {
                pairs.add(new Pair(left, right, ends[right], vocabulary.scores().get(id)));
            }
        }

        void into(IntStream.Builder ids) {
            while (!pairs.isEmpty()) {
                Pair best = pairs.poll();
                boolean current =
                        ends[best.left()] == best.right() && ends[best.right()] == best.end();
                if (current) {
                    join(best);
                }
            }
            for (int at = 0; at < text.length(); at = ends[at]) {
                emit(text.substring(at, ends[at]), ids);
            }
        }

        private void join(Pair pair) {
            ends[pair.left()] = pair.end();
            ends[pair.right()] = 0;
            starts[pair.end()] = pair.left();
            offer(pair.left());
            if (pair.left() > 0) {
                offer(starts[pair.left()]);
            }
        }

        private void emit(String part, IntStream.Builder ids) {
            var id = words.get(part);
            if (id != null) {
                ids.add(id);
                return;
            }
            for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
                ids.add(byteTokens[b & 0xff]);
            }
        }
    }
}
