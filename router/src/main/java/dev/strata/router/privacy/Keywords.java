package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where a text holds the words of each {@link Topic}. */
final class Keywords {
    private static final Map<Character, List<Entry>> BY_FIRST = byFirst();
    private static final int ASCII = 128;

    /** Words that begin with two given ASCII characters, in lower case. */
    private static final Entry[][] BY_TWO = byTwo();

    private static final Entry[] NOTHING = {};

    private final Map<Topic, Hits> hits = new EnumMap<>(Topic.class);

    private record Entry(String word, Topic topic) {}

    private Keywords() {}

    static Keywords of(char[] chars) {
        Keywords keywords = new Keywords();
        char before = ' ';
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c >= ASCII) {
                List<Entry> entries = BY_FIRST.get(c);
                if (entries != null) {
                    keywords.collect(chars, i, entries.toArray(NOTHING));
                }
            } else if (Text.isLatin(c) && startsWord(before, c)) {
                char next = i + 1 < chars.length && chars[i + 1] < ASCII ? chars[i + 1] : ' ';
                keywords.collect(chars, i, BY_TWO[slot((char) (c | 0x20), lower(next))]);
            }
            before = c;
        }
        return keywords;
    }

    private static int slot(char first, char second) {
        return first * ASCII + second;
    }

    private static char lower(char c) {
        return isUpper(c) ? (char) (c | 0x20) : c;
    }

    private void collect(char[] chars, int i, Entry[] entries) {
        for (Entry entry : entries) {
            int end = i + entry.word().length();
            if (isAt(chars, i, entry.word()) && endsWord(chars, end)) {
                hits.computeIfAbsent(entry.topic(), _ -> new Hits()).add(i, end);
            }
        }
    }

    /** True where a word of the topic stands anywhere. */
    boolean has(Topic topic) {
        return hits.containsKey(topic);
    }

    /** True where a word of the topic stands near [{@code start}, {@code end}). */
    boolean near(Topic topic, int start, int end) {
        Hits found = hits.get(topic);
        return found != null
                && (found.endsIn(start - topic.reach(), start)
                        || found.startsIn(end, end + topic.reachAfter()));
    }

    /** True where a word of the topic is over directly before {@code position}. */
    boolean touches(Topic topic, int position) {
        Hits found = hits.get(topic);
        return found != null && found.endsIn(position, position);
    }

    /** True where a word of the topic stands within [{@code start}, {@code end}). */
    boolean within(Topic topic, int start, int end) {
        Hits found = hits.get(topic);
        return found != null && found.startsIn(start, end - 1);
    }

    /** Where each of the topic's words begins, in order. */
    int[] starts(Topic topic) {
        Hits found = hits.get(topic);
        return found == null ? new int[0] : Arrays.copyOf(found.starts, found.count);
    }

    /** Where each of the topic's words is over, in order of their beginnings. */
    int[] ends(Topic topic) {
        Hits found = hits.get(topic);
        return found == null ? new int[0] : Arrays.copyOf(found.ends, found.count);
    }

    private static boolean isAt(char[] chars, int i, String word) {
        if (i + word.length() > chars.length) {
            return false;
        }
        for (int k = 1; k < word.length(); k++) {
            if (lower(chars[i + k]) != word.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** A word begins where no letter stands before it, or where camel case has its hump. */
    private static boolean startsWord(char before, char c) {
        return !Text.isLatin(before) || (isUpper(c) && !isUpper(before));
    }

    private static boolean endsWord(char[] chars, int end) {
        return end >= chars.length
                || !Text.isLatin(chars[end])
                || !Text.isLatin(chars[end - 1])
                || (isUpper(chars[end]) && !isUpper(chars[end - 1]));
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static Map<Character, List<Entry>> byFirst() {
        Map<Character, List<Entry>> entries = new java.util.HashMap<>();
        for (Topic topic : Topic.values()) {
            for (String word : topic.words()) {
                entries.computeIfAbsent(word.charAt(0), _ -> new ArrayList<>())
                        .add(new Entry(word, topic));
            }
        }
        return Map.copyOf(entries);
    }

    /** A word of one character, or whose second one is not ASCII, stands behind every second. */
    private static Entry[][] byTwo() {
        Entry[][] entries = new Entry[ASCII * ASCII][];
        for (char first = 0; first < ASCII; first++) {
            List<Entry> all = BY_FIRST.getOrDefault(first, List.of());
            for (char second = 0; second < ASCII; second++) {
                char wanted = second;
                entries[slot(first, second)] =
                        all.stream()
                                .filter(entry -> mayFollow(entry.word(), wanted))
                                .toArray(Entry[]::new);
            }
        }
        return entries;
    }

    private static boolean mayFollow(String word, char second) {
        return word.length() == 1 || word.charAt(1) >= ASCII || word.charAt(1) == second;
    }

    /** Sorted by their starts; the ends are kept sorted too, by a running maximum of one reach. */
    private static final class Hits {
        private int[] starts = new int[8];
        private int[] ends = new int[8];
        private int count;

        void add(int start, int end) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            starts[count] = start;
            ends[count] = end;
            count++;
        }

        boolean endsIn(int low, int high) {
            int i = firstStart(low - LONGEST_WORD);
            for (; i < count && starts[i] < high; i++) {
                if (ends[i] >= low && ends[i] <= high) {
                    return true;
                }
            }
            return false;
        }

        boolean startsIn(int low, int high) {
            int i = firstStart(low);
            return i < count && starts[i] <= high;
        }

        private int firstStart(int from) {
            int found = Arrays.binarySearch(starts, 0, count, from);
            while (found > 0 && starts[found - 1] == from) {
                found--;
            }
            return found < 0 ? -found - 1 : found;
        }
    }

    private static final int LONGEST_WORD = 24;
}
