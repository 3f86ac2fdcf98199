package dev.strata.router.privacy;

import java.util.Arrays;

/** The runs of digits of a text, in order, and what stands between them. */
final class Numbers {
    private final char[] figures;
    private final int[] starts;
    private final int[] ends;
    private final int[] offsets;
    private final Gap[] gaps;
    private final int count;

    private Numbers(
            char[] figures, int[] starts, int[] ends, int[] offsets, Gap[] gaps, int count) {
        this.figures = figures;
        this.starts = starts;
        this.ends = ends;
        this.offsets = offsets;
        this.gaps = gaps;
        this.count = count;
    }

    static Numbers of(char[] chars) {
        int total = 0;
        int runs = 0;
        for (int i = 0; i < chars.length; i++) {
            if (Text.isDigit(chars[i])) {
                total++;
                runs += i == 0 || !Text.isDigit(chars[i - 1]) ? 1 : 0;
            }
        }
        char[] figures = new char[total];
        int[] starts = new int[runs];
        int[] ends = new int[runs];
        int[] offsets = new int[runs];
        Gap[] gaps = new Gap[runs];
        int run = -1;
        int held = 0;
        for (int i = 0; i < chars.length; i++) {
            if (!Text.isDigit(chars[i])) {
                continue;
            }
            if (i == 0 || !Text.isDigit(chars[i - 1])) {
                run++;
                starts[run] = i;
                offsets[run] = held;
                gaps[run] = run == 0 ? Gap.NONE : Gap.of(chars, ends[run - 1], i);
            }
            figures[held++] = chars[i];
            ends[run] = i + 1;
        }
        return new Numbers(figures, starts, ends, offsets, gaps, runs);
    }

    /** How many runs there are. */
    int count() {
        return count;
    }

    /** Where run {@code i} begins in the text. */
    int start(int i) {
        return starts[i];
    }

    /** Where run {@code i} is over in the text. */
    int end(int i) {
        return ends[i];
    }

    int length(int i) {
        return ends[i] - starts[i];
    }

    /** What stands before run {@code i}; {@link Gap#NONE} before the first and behind the last. */
    Gap gap(int i) {
        return i < count ? gaps[i] : Gap.NONE;
    }

    /** The digit {@code k} places after the first one of run {@code i}, over all that follow. */
    int digit(int i, int k) {
        int at = offsets[i] + k;
        return at < figures.length ? figures[at] - '0' : -1;
    }

    /**
     * The value of {@code length} digits, {@code k} places after the first one of run {@code i}.
     */
    int value(int i, int k, int length) {
        int value = 0;
        for (int n = 0; n < length; n++) {
            value = value * 10 + digit(i, k + n);
        }
        return value;
    }

    /** The digits of the runs from {@code first} to {@code last}, both included. */
    String figures(int first, int last) {
        int end = offsets[last] + length(last);
        return new String(figures, offsets[first], end - offsets[first]);
    }

    /** True where the gaps from {@code first} to {@code last} are all alike. */
    boolean isEven(int first, int last) {
        for (int i = first + 2; i <= last; i++) {
            if (gaps[i] != gaps[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** The lengths of the runs from {@code first} to {@code last}, one character each. */
    String shape(int first, int last) {
        char[] shape = new char[last - first + 1];
        for (int i = first; i <= last; i++) {
            shape[i - first] = (char) ('0' + Math.min(length(i), 70));
        }
        return new String(shape);
    }

    /** True where every run from {@code first} to {@code last} has {@code length} digits. */
    boolean isEvery(int first, int last, int length) {
        return Arrays.stream(ends, first, last + 1).sum()
                                - Arrays.stream(starts, first, last + 1).sum()
                        == length * (last - first + 1)
                && shape(first, last).chars().allMatch(c -> c == '0' + length);
    }
}
