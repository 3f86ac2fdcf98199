package dev.strata.router.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lettered options of a multiple-choice question.
 *
 * @param before everything above them, with its line end
 * @param texts in order: A, B and so on
 * @param after everything below them, with the line end before it
 */
record Options(String before, List<String> texts, String after) {
    Options {
        texts = List.copyOf(texts);
    }

    /** The last list of options; the last line, which asks for the letter, is not a part of it. */
    static Optional<Options> of(String prompt) {
        int end = prompt.lastIndexOf('\n');
        int start = end < 0 ? -1 : prompt.lastIndexOf("\nA. ", end - 1);
        if (start < 0) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        for (String line : prompt.substring(start + 1, end).split("\n", -1)) {
            if (line.startsWith(letter(texts.size()) + ". ")) {
                texts.add("");
                option.setLength(0);
                option.append(line, 3, line.length());
            } else {
                option.append('\n').append(line);
            }
            texts.set(texts.size() - 1, option.toString());
        }
        return texts.size() < 2
                ? Optional.empty()
                : Optional.of(
                        new Options(prompt.substring(0, start + 1), texts, prompt.substring(end)));
    }

    /** The prompt with the options turned by half their number. */
    String turned() {
        StringBuilder lines = new StringBuilder();
        int size = texts.size();
        for (int i = 0; i < size; i++) {
            lines.append(i == 0 ? "" : "\n")
                    .append(letter(i))
                    .append(". ")
                    .append(texts.get((i + size / 2) % size));
        }
        return before + lines + after;
    }

    /** The letter that an option has in {@link #turned()}. */
    String turned(String letter) {
        int size = texts.size();
        int from = letter.charAt(0) - 'A';
        return letter((from - size / 2 + size) % size);
    }

    private static String letter(int index) {
        return String.valueOf((char) ('A' + index));
    }
}
