package dev.strata.engine.speculation;

import dev.strata.engine.TokenIds;
import java.util.Arrays;

/**
 * Finds the last place where the text so far, or the draft that came with the request, reads like
 * the answer's end, and guesses that it goes on as there. One thread at a time.
 */
public final class PromptLookup {
    /*
     * N-grams of three and of two tokens are looked up in tables of the positions behind their last
     * occurrence, the draft's in a table of its own; the place that matches the most tokens wins. A
     * slot that two n-grams share belongs to the later one; a wrong hit is found out by comparing
     * tokens. Draft and text lie in one array: the draft, a gap that equals no token, then prompt
     * and answer.
     */
    private static final int GAP = -1;
    private static final int LONG = 3;
    private static final int SHORT = 2;
    private static final int MOST_MATCHED = 16;

    private final int draftEnd;
    private int[] text;
    private int length;
    private int[] behindLong = {};
    private int[] behindShort = {};
    private final int[] behindDraft;

    /**
     * @param prompt what is answered
     * @param draft a likely answer; may be empty
     */
    public PromptLookup(TokenIds prompt, TokenIds draft) {
        this.draftEnd = draft.size();
        TokenIds all = draft.concat(TokenIds.of(GAP)).concat(prompt);
        this.text = Arrays.copyOf(all.toArray(), 2 * all.size() + 64);
        this.length = all.size();
        this.behindDraft = new int[slots(draftEnd)];
        for (int at = SHORT; at < draftEnd; at++) {
            behindDraft[slot(at, SHORT, behindDraft)] = at;
        }
        index();
    }

    /** Notes the answer's next token. */
    public void append(int id) {
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = id;
        if (2 * length > behindLong.length) {
            index();
        } else {
            note(length - 1);
        }
    }

    /** Guesses at most {@code most} tokens. */
    public Guess guess(int most) {
        int from = place(SHORT, behindDraft);
        from = better(from, place(LONG, behindLong));
        from = better(from, place(SHORT, behindShort));
        int end = from;
        while (end >= 0 && end < length && end - from < most && text[end] != GAP) {
            end++;
        }
        if (end <= from || most <= 0) {
            return Guess.NONE;
        }
        int given = Math.max(0, Math.min(end, draftEnd) - from);
        return new Guess(TokenIds.of(Arrays.copyOfRange(text, from, end)), matched(from), given);
    }

    private int better(int one, int other) {
        return one >= 0 && (other < 0 || matched(one) >= matched(other)) ? one : other;
    }

    /** Where the text went on the last time that it had read like now; -1 where it never had. */
    private int place(int gram, int[] behind) {
        if (length < gram) {
            return -1;
        }
        int from = behind[slot(length, gram, behind)];
        return from > 0 && matched(from) >= gram ? from : -1;
    }

    /** Tokens before {@code from} that equal the text's last ones. */
    private int matched(int from) {
        int matched = 0;
        while (matched < MOST_MATCHED
                && matched < from
                && text[from - 1 - matched] == text[length - 1 - matched]
                && text[from - 1 - matched] != GAP) {
            matched++;
        }
        return matched;
    }

    /** Makes the table anew, with room to grow. */
    private void index() {
        behindLong = new int[slots(length)];
        behindShort = new int[slots(length)];
        for (int at = 0; at < length - 1; at++) {
            note(at);
        }
    }

    /**
     * Notes what comes behind the n-grams that end before {@code last}: the answer's end itself is
     * not among them, since nothing is known to follow it.
     */
    private void note(int last) {
        if (last >= LONG) {
            behindLong[slot(last, LONG, behindLong)] = last;
        }
        if (last >= SHORT) {
            behindShort[slot(last, SHORT, behindShort)] = last;
        }
    }

    private static int slots(int tokens) {
        return Integer.highestOneBit(4 * tokens + 64) * 2;
    }

    /** The slot of the n-gram that ends before {@code end}. */
    private int slot(int end, int gram, int[] table) {
        int hash = gram;
        for (int i = end - gram; i < end; i++) {
            hash = hash * 0x9E3779B1 + text[i];
        }
        hash ^= hash >>> 15;
        return hash * 0x85EBCA6B >>> 3 & table.length - 1;
    }
}
