package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.List;

/**
 * A question's stem and its options, as far as the prompt's lines tell them apart.
 *
 * @param text everything before the first option, trimmed
 * @param options what stands behind each letter or number
 */
record Stem(String text, List<String> options) {
    Stem {
        options = List.copyOf(options);
    }

    /** Divides a prompt in lower case. */
    static Stem of(String lower) {
        List<String> options = new ArrayList<>();
        int first = lower.length();
        int at = 0;
        for (String line : lower.split("\n", -1)) {
            String start = line.strip();
            if (isOption(start)) {
                first = options.isEmpty() ? at : first;
                options.add(start.substring(2).strip());
            }
            at += line.length() + 1;
        }
        return new Stem(lower.substring(0, Math.min(first, lower.length())).strip(), options);
    }

    /** A letter or a number, then a point or a bracket. */
    private static boolean isOption(String line) {
        return line.length() > 2
                && Character.isLetterOrDigit(line.charAt(0))
                && (line.charAt(1) == '.' || line.charAt(1) == ')' || line.charAt(1) == '、');
    }

    /** Characters of the options: the mean, the longest, the range; 0 where there are none. */
    int[] lengths() {
        int sum = 0;
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (String option : options) {
            sum += option.length();
            longest = Math.max(longest, option.length());
            shortest = Math.min(shortest, option.length());
        }
        return options.isEmpty()
                ? new int[3]
                : new int[] {sum / options.size(), longest, longest - shortest};
    }

    /** The share of the options that hold a digit. */
    double numeric() {
        long numeric = options.stream().filter(o -> o.chars().anyMatch(Character::isDigit)).count();
        return options.isEmpty() ? 0 : (double) numeric / options.size();
    }

    boolean endsWith(String characters) {
        return !text.isEmpty() && characters.indexOf(text.charAt(text.length() - 1)) >= 0;
    }
}
