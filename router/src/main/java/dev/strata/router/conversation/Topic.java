package dev.strata.router.conversation;

import dev.strata.router.Message;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a conversation is about: a set of 256 bits, in which each word of the user's sets one. Words
 * cannot be read back.
 */
public record Topic(long a, long b, long c, long d) {
    /** About nothing yet. */
    public static final Topic NONE = new Topic(0, 0, 0, 0);

    private static final int MOST_WORDS = 40;
    private static final int FEWEST_OWN_WORDS = 3;
    private static final int SHARED_OF = 4;
    private static final int SHORTEST_WORD = 4;
    private static final Set<String> COMMON =
            Set.of(
                    """
                    about after again also another because been before being could does doing done
                    each every first from give have here into just kind know last like list make
                    many more most much need next only other over please same several shall should
                    show some such take tell than thank thanks that them then there these they
                    thing things this those three through time very want well were what when where
                    which while will with without word words would write your yours\
                    """
                            .split("\\s+"));

    /** The topic of what the user says last. */
    static Topic ofLast(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Message.Role.USER) {
                return of(messages.get(i).content());
            }
        }
        return NONE;
    }

    static Topic of(String text) {
        long[] bits = new long[4];
        int words = 0;
        int i = 0;
        while (i < text.length() && words < MOST_WORDS) {
            int end = i;
            while (end < text.length() && isLatin(text.charAt(end))) {
                end++;
            }
            boolean isHan = isHan(text, i) && isHan(text, i + 1);
            if (isHan || end - i >= SHORTEST_WORD) {
                String word = text.substring(i, isHan ? i + 2 : end).toLowerCase(Locale.ROOT);
                if (isHan || !COMMON.contains(word)) {
                    int bit = mixed(stem(word).hashCode()) & 255;
                    bits[bit >> 6] |= 1L << (bit & 63);
                    words++;
                }
            }
            i = Math.max(end, i + 1);
        }
        return new Topic(bits[0], bits[1], bits[2], bits[3]);
    }

    /**
     * True where {@code next} says too little of its own to be about something else, or shares a
     * quarter of its words; single bits meet by chance.
     */
    boolean goesOn(Topic next) {
        int own = next.count();
        int shared = new Topic(a & next.a, b & next.b, c & next.c, d & next.d).count();
        return own < FEWEST_OWN_WORDS || shared * SHARED_OF >= own;
    }

    Topic with(Topic other) {
        return new Topic(a | other.a, b | other.b, c | other.c, d | other.d);
    }

    private int count() {
        return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
    }

    /** Word forms of one stem mostly share its beginning. */
    private static String stem(String word) {
        return word.substring(0, Math.min(word.length(), 6));
    }

    private static int mixed(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private static boolean isLatin(char c) {
        return Character.isLetter(c) && c < 0x2E80;
    }

    private static boolean isHan(String text, int i) {
        return i < text.length() && text.charAt(i) >= 0x4E00 && text.charAt(i) <= 0x9FFF;
    }
}
