package dev.strata.router.privacy;

/** Finds social security numbers of the United States: three, two and four digits in range. */
final class SsnDetector implements Detector {
    private static final int LENGTH = 9;

    @Override
    public DetectorKind kind() {
        return DetectorKind.US_SSN;
    }

    @Override
    public boolean finds(Text text) {
        Numbers numbers = text.numbers();
        for (int i = 0; i < numbers.count(); i++) {
            if (isInRange(numbers, i) && startsNumber(text, numbers, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsNumber(Text text, Numbers numbers, int first) {
        int total = 0;
        for (int i = first; i < numbers.count() && total < LENGTH; i++) {
            total += numbers.length(i);
            if (i > first && (numbers.gap(i) == Gap.NONE || numbers.gap(i).isBracket())) {
                return false;
            }
            if (total == LENGTH) {
                return isNumber(text, numbers, first, i);
            }
        }
        return false;
    }

    private static boolean isNumber(Text text, Numbers numbers, int first, int last) {
        int start = numbers.start(first);
        int end = numbers.end(last);
        if (text.keywords().near(Topic.SSN, start, end)) {
            return true;
        }
        Gap gap = numbers.gap(last);
        boolean isParted =
                last == first + 2
                        && numbers.shape(first, last).equals("324")
                        && numbers.isEven(first, last)
                        && numbers.digit(first, 0) < 9;
        boolean isAlone =
                !isMark(text.at(start - 1), text.at(start - 2))
                        && !isMark(text.at(end), text.at(end + 1))
                        && numbers.gap(first) != gap
                        && numbers.gap(last + 1) != gap;
        return isParted
                && isAlone
                && (gap == Gap.DASH || gap == Gap.SPACE || gap == Gap.UNDERSCORE);
    }

    /** A longer name or number goes on. */
    private static boolean isMark(char mark, char beyond) {
        return Text.isLatin(mark)
                || ((mark == '-' || mark == '.' || mark == ',') && Text.isLatinOrDigit(beyond));
    }

    private static boolean isInRange(Numbers numbers, int i) {
        int area = numbers.value(i, 0, 3);
        return numbers.digit(i, LENGTH - 1) >= 0
                && area > 0
                && area != 666
                && numbers.value(i, 3, 2) > 0
                && numbers.value(i, 5, 4) > 0;
    }
}
