package dev.strata.router.privacy;

/** Finds payment card numbers: an issuer's prefix and length, and Luhn's check digit. */
final class CardDetector implements Detector {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    @Override
    public DetectorKind kind() {
        return DetectorKind.PAYMENT_CARD;
    }

    @Override
    public boolean finds(Text text) {
        Numbers numbers = text.numbers();
        for (int i = 0; i < numbers.count(); i++) {
            if (numbers.digit(i, 0) >= 2 && startsCard(text, numbers, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsCard(Text text, Numbers numbers, int first) {
        int total = 0;
        for (int i = first; i < numbers.count() && total < LONGEST; i++) {
            Gap gap = i == first ? Gap.SPACE : numbers.gap(i);
            total += numbers.length(i);
            if (gap == Gap.NONE || gap.isBracket() || total > LONGEST) {
                return false;
            }
            if (total >= SHORTEST
                    && isIssued(numbers, first, total)
                    && passesLuhn(numbers, first, total)
                    && isCard(text, numbers, first, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCard(Text text, Numbers numbers, int first, int last) {
        int start = numbers.start(first);
        int end = numbers.end(last);
        if (text.keywords().near(Topic.CARD, start, end)) {
            return true;
        }
        boolean isFraction = text.at(start - 1) == '.' && Text.isDigit(text.at(start - 2));
        boolean isWithinWord =
                Text.isLatin(text.at(start - 1))
                        || (Text.isLatin(text.at(end)) && Text.isLatinOrDigit(text.at(end + 1)));
        return !isFraction
                && !isWithinWord
                && (first == last
                        || (numbers.isEven(first, last) && isShape(numbers, first, last)));
    }

    /** Runs of four, the 4-6-5 and 4-6-4 of some issuers, or single digits or pairs throughout. */
    private static boolean isShape(Numbers numbers, int first, int last) {
        String shape = numbers.shape(first, last);
        boolean isFours =
                shape.startsWith("444")
                        && shape.charAt(shape.length() - 1) <= '4'
                        && numbers.isEvery(first, last - 1, 4);
        boolean isWhole =
                numbers.gap(first) != numbers.gap(last)
                        && numbers.gap(last + 1) != numbers.gap(last);
        boolean isFine =
                isWhole
                        && (numbers.isEvery(first, last, 1)
                                || (numbers.gap(last) != Gap.COMMA
                                        && numbers.isEvery(first, last, 2)));
        return isFours || shape.equals("465") || shape.equals("464") || isFine;
    }

    private static boolean isIssued(Numbers numbers, int first, int length) {
        int two = numbers.value(first, 0, 2);
        int four = numbers.value(first, 0, 4);
        return switch (numbers.digit(first, 0)) {
            case 2 ->
                    (length == 16 && four >= 2221 && four <= 2720)
                            || (length >= 16 && four >= 2200 && four <= 2205);
            case 3 ->
                    (length == 15 && (two == 34 || two == 37))
                            || (length >= 16 && four >= 3528 && four <= 3589)
                            || ((length == 14 || length == 16)
                                    && (two == 36 || two == 38 || two == 39 || two == 30));
            case 4 -> length == 13 || length == 16 || length == 19;
            case 5 -> length == 16 && two >= 50 && two <= 58;
            case 6 -> length >= 16;
            case 8 -> length >= 16 && (two == 81 || two == 82);
            case 9 -> (length == 19 && two == 98) || (length == 16 && four == 9792);
            default -> false;
        };
    }

    private static boolean passesLuhn(Numbers numbers, int first, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int digit = numbers.digit(first, length - 1 - i);
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
