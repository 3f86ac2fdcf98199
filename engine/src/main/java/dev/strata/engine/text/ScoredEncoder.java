package dev.strata.engine.text;

import java.util.HashMap;
import java.util.Map;

/**
 * SentencePiece's BPE: of all neighbours that make a word together, those with the highest score
 * are joined, the first where several are equal, until none is left. What is no word then becomes
 * its bytes.
 *
 * <p>Text is cut a stretch at a time: where no word has two letters side by side, nothing is ever
 * joined across them. So memory goes with the longest stretch, and cutting ends where there are
 * more tokens than are wanted.
 *
 * <p>Source: Kudo and Richardson, SentencePiece (EMNLP 2018); the order of joins is that of its
 * {@code bpe} model.
 */
final class ScoredEncoder implements WordEncoder {
    private final WordTable words;
    private final WholeWords wholes;
    private final Map<String, Integer> wholeIds = new HashMap<>();
    private final Neighbours neighbours = new Neighbours();
    private final ScoredVocabulary vocabulary;
    private final int[] byteTokens;
    private final int longest;

    ScoredEncoder(ScoredVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.byteTokens = vocabulary.byteTokens();
        this.words = new WordTable(vocabulary.tokens().size());
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            var token = vocabulary.tokens().get(id);
            switch (vocabulary.kinds().get(id)) {
                case NORMAL -> {
                    words.add(token, id);
                    neighbours.add(token);
                }
                case USER_DEFINED -> wholeIds.putIfAbsent(token, id);
                case CONTROL, UNKNOWN, UNUSED, BYTE -> {}
            }
        }
        wholeIds.remove("");
        this.wholes = new WholeWords(wholeIds.keySet());
        this.longest = Math.max(1, Math.max(words.longest(), wholes.longest()));
    }

    @Override
    public void cut(String text, boolean first, IdList ids) {
        var joining = new Joining(words, vocabulary.scores(), byteTokens, ids);
        var found = wholes.in(text);
        int from = 0;
        while (from < text.length() && !ids.isOver(atLeast(text, from))) {
            int to = from;
            int length = 0;
            while (to < text.length() && length == 0) {
                length = found.lengthAt(to);
                to += length == 0 ? 1 : 0;
            }
            if (to > from) {
                boolean blank =
                        switch (vocabulary.leadingBlank()) {
                            case NONE -> false;
                            case FIRST -> first && from == 0;
                            case EVERY -> true;
                        };
                if (blank) {
                    joining.put(ScoredVocabulary.BLANK);
                }
                if (!run(text, from, to, ids, joining)) {
                    return;
                }
            }
            if (length > 0) {
                ids.add(wholeIds.getOrDefault(text.substring(to, to + length), 0));
            }
            from = to + length;
        }
    }

    /** Tokens of the text from {@code at} on, at least: no token is longer than the longest. */
    private long atLeast(String text, int at) {
        return Math.ceilDiv(text.length() - at, longest);
    }

    /** Cuts a run between words that are whole; false where it stopped within. */
    private boolean run(String text, int from, int to, IdList ids, Joining joining) {
        char before = ScoredVocabulary.BLANK;
        for (int at = from; at < to; at++) {
            char letter = text.charAt(at);
            letter = letter == ' ' ? ScoredVocabulary.BLANK : letter;
            if (!joining.isEmpty()
                    && !Character.isLowSurrogate(letter)
                    && !neighbours.maybe(before, letter)) {
                joining.end();
                if (ids.isOver(atLeast(text, at))) {
                    return false;
                }
            }
            joining.put(letter);
            before = letter;
        }
        joining.end();
        return true;
    }
}
