package dev.strata.feed.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Documents made of nothing but their number: 60 to 180 words, frequent words often; every tenth
 * begins with a letterhead that many share; every fifth is another one with 1 to 5 edits.
 */
record Corpus(long seed) {
    /** One in so many is planted: an earlier document with edits. */
    static final int PLANTED_EVERY = 5;

    private static final int SHORTEST = 60;
    private static final int LONGEST = 180;
    private static final int VOCABULARY = 30_000;
    private static final int LETTERHEADS = 40;
    private static final List<String> WORDS =
            IntStream.rangeClosed(1, VOCABULARY).mapToObj(Corpus::spelled).toList();

    /** True for a document that is another one with edits. */
    boolean isPlanted(int document) {
        return document > 0 && document % PLANTED_EVERY == PLANTED_EVERY - 1;
    }

    /** The document that a planted one was made of; itself never planted. */
    int original(int planted) {
        int chosen = random(planted, 1).nextInt(planted);
        return isPlanted(chosen) ? chosen - 1 : chosen;
    }

    /** The words of a document, with its punctuation. */
    List<String> words(int document) {
        if (!isPlanted(document)) {
            return written(document);
        }
        List<String> words = new ArrayList<>(written(original(document)));
        SplittableRandom random = random(document, 2);
        for (int edit = 1 + random.nextInt(5); edit > 0; edit--) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.set(at, word(random));
                case 1 -> words.add(at, word(random));
                case 2 -> words.remove(at);
                // No other word, only another look.
                default -> words.set(at, words.get(at).toUpperCase(java.util.Locale.ROOT) + "!");
            }
        }
        return words;
    }

    /** How alike two documents are: Jaccard of their sets of five words on end. */
    double alike(int left, int right) {
        Set<String> a = fives(left);
        Set<String> b = fives(right);
        Set<String> both = new HashSet<>(a);
        both.retainAll(b);
        return (double) both.size() / (a.size() + b.size() - both.size());
    }

    private Set<String> fives(int document) {
        List<String> words = words(document).stream().map(Corpus::plain).toList();
        Set<String> fives = new HashSet<>();
        for (int i = 0; i + 5 <= words.size(); i++) {
            fives.add(String.join(" ", words.subList(i, i + 5)));
        }
        return fives;
    }

    private List<String> written(int document) {
        SplittableRandom random = random(document, 3);
        List<String> words = new ArrayList<>();
        int length = random.nextInt(SHORTEST, LONGEST + 1);
        if (random.nextInt(10) == 0) {
            SplittableRandom letterhead = random(-1 - random.nextInt(LETTERHEADS), 4);
            for (int i = 0; i < SHORTEST / 2; i++) {
                words.add(word(letterhead));
            }
        }
        while (words.size() < length) {
            String word = word(random);
            words.add(random.nextInt(12) == 0 ? word + "." : word);
        }
        return words;
    }

    /** Frequent words often: the logarithm of the rank is even. */
    private static String word(SplittableRandom random) {
        return WORDS.get((int) Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1);
    }

    private static String plain(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = Character.toLowerCase(word.charAt(i));
            if (c >= 'a' && c <= 'z') {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static String spelled(int rank) {
        SplittableRandom letters = new SplittableRandom(rank);
        int length = 2 + letters.nextInt(4) + (rank > 100 ? letters.nextInt(5) : 0);
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + letters.nextInt(26)));
        }
        return word.toString();
    }

    private SplittableRandom random(int document, int purpose) {
        return new SplittableRandom(seed * 31 + document * 8L + purpose);
    }
}
