package dev.strata.router.evaluation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Grades answers that need no program run. */
public final class Grade {
    private Grade() {}

    /**
     * Whether an answer is right.
     *
     * @throws IllegalArgumentException for a question that is checked by running Python
     */
    public static boolean isRight(Question question, String text) {
        return switch (question.check()) {
            case LETTER -> letter(text).equals(Optional.of(question.answer()));
            case NUMBER ->
                    number(text)
                            .map(number -> number.compareTo(new BigDecimal(question.answer())) == 0)
                            .orElse(false);
            case CONTAINS ->
                    text.toLowerCase(Locale.ROOT)
                            .contains(question.answer().toLowerCase(Locale.ROOT));
            case PYTHON ->
                    throw new IllegalArgumentException(
                            "question '%s' is checked by running Python; use the Python grader"
                                    .formatted(question.id()));
        };
    }

    /** The first capital letter A to J that stands alone. */
    static Optional<String> letter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'J' && !isWord(text, i - 1) && !isWord(text, i + 1)) {
                return Optional.of(String.valueOf(c));
            }
        }
        return Optional.empty();
    }

    /** The last number, its thousands' commas dropped. */
    static Optional<BigDecimal> number(String text) {
        int end = text.length();
        while (end > 0 && !isDigit(text.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && isNumeric(text.charAt(start - 1))) {
            start--;
        }
        String digits = text.substring(start, end).replace(",", "");
        int point = digits.indexOf('.');
        String plain = digits.substring(digits.lastIndexOf('.', digits.lastIndexOf('.') - 1) + 1);
        if (plain.isEmpty() || (point == 0 && plain.length() == 1)) {
            return Optional.empty();
        }
        boolean isNegative = start > 0 && text.charAt(start - 1) == '-';
        return Optional.of(new BigDecimal((isNegative ? "-" : "") + plain));
    }

    private static boolean isWord(String text, int i) {
        return i >= 0
                && i < text.length()
                && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNumeric(char c) {
        return isDigit(c) || c == '.' || c == ',';
    }
}
