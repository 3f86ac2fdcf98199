package dev.strata.router.privacy;

/**
 * Finds phone numbers: international ones, and national ones whose shape or a word near by leaves
 * little doubt. Plain numbers, sums, dates and years are none.
 */
final class PhoneDetector implements Detector {
    private static final int MOST_RUNS = 15;
    private static final int SHORTEST = 7;
    private static final int LONGEST = 17;
    private static final int MOST_RUNS_UNNAMED = 5;

    @Override
    public DetectorKind kind() {
        return DetectorKind.PHONE;
    }

    @Override
    public boolean finds(Text text) {
        Numbers numbers = text.numbers();
        for (int i = 0; i < numbers.count(); i++) {
            if (!isAmongSingles(numbers, i) && startsPhone(text, numbers, i)) {
                return true;
            }
        }
        return false;
    }

    /** A single digit before a pair begins no number, unless a plus sign or a word says so. */
    private static boolean isUneven(Text text, Numbers numbers, int first) {
        int start = numbers.start(first);
        return numbers.length(first) == 1
                && first + 1 < numbers.count()
                && numbers.length(first + 1) == 2
                && text.at(start - 1) != '+'
                && text.at(start - 2) != '+'
                && !text.keywords().has(Topic.PHONE);
    }

    /** Digits one by one are a number from their first on, or none. */
    private static boolean isAmongSingles(Numbers numbers, int i) {
        return numbers.length(i) == 1
                && numbers.gap(i) != Gap.NONE
                && numbers.length(i - 1) == 1
                && i + 1 < numbers.count()
                && numbers.length(i + 1) == 1;
    }

    private static boolean startsPhone(Text text, Numbers numbers, int first) {
        if (isUneven(text, numbers, first)) {
            return false;
        }
        // Without a word near by, many groups are a number only as single digits or behind a plus.
        boolean isCrowd =
                numbers.length(first) > 1
                        && text.at(numbers.start(first) - 1) != '+'
                        && text.at(numbers.start(first) - 2) != '+'
                        && !text.keywords().has(Topic.PHONE);
        int total = 0;
        for (int i = first; i < numbers.count() && i - first < MOST_RUNS; i++) {
            total += numbers.length(i);
            boolean isBroken = i > first && !isGap(numbers.gap(i));
            if (isBroken || total > LONGEST) {
                return false;
            }
            if (total >= SHORTEST
                    && (i - first < MOST_RUNS_UNNAMED || !isCrowd)
                    && !goesOn(text, numbers, i)
                    && isPhone(text, new PhoneShape(numbers, first, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGap(Gap gap) {
        return gap != Gap.NONE && gap != Gap.COMMA;
    }

    /** The number's last run cannot end here: a digit follows behind a dash or a point. */
    private static boolean goesOn(Text text, Numbers numbers, int i) {
        char next = text.at(numbers.end(i));
        return (next == '-' || next == '.' || next == ',' || next == ':')
                && Text.isDigit(text.at(numbers.end(i) + 1));
    }

    private static boolean isPhone(Text text, PhoneShape shape) {
        int start = shape.start();
        int end = shape.end();
        boolean isNamed = text.keywords().near(Topic.PHONE, start, end);
        if (isWithin(text, start) && !text.keywords().touches(Topic.PHONE, start)) {
            return false;
        }
        char before = text.at(start - 1);
        int plus = before == '+' ? start - 1 : text.at(start - 2) == '+' ? start - 2 : -1;
        if (plus >= 0 && !isAdded(text, plus)) {
            return shape.isInternational(isNamed);
        }
        boolean isSum = isOperand(text, start, end);
        if (isNamed && !isSum && shape.isPlausible()) {
            return true;
        }
        if (shape.isDate() || shape.isRound()) {
            return false;
        }
        return (!isSum && shape.isChineseMobile())
                || shape.isDialled()
                || shape.isNorthAmerican(before == '(')
                || shape.isBracketed(before == '(')
                || shape.isRussian()
                || (!isSum && shape.isTrunk());
    }

    /** The run continues something that is no phone number, such as a fraction or a name. */
    private static boolean isWithin(Text text, int start) {
        char before = text.at(start - 1);
        char beyond = text.at(start - 2);
        return Text.isLatin(before)
                || before == '#'
                || before == '$'
                || ((before == '.' || before == ',' || before == '-') && Text.isDigit(beyond));
    }

    /** The plus sign adds to something before it. */
    private static boolean isAdded(Text text, int plus) {
        char before = text.before(plus);
        return Text.isDigit(before)
                || before == ')'
                || (Text.isLatin(text.at(plus - 1)) && !text.keywords().touches(Topic.PHONE, plus));
    }

    /** It is part of a sum; a name's equals sign and a path's stroke make none. */
    private static boolean isOperand(Text text, int start, int end) {
        char before = text.before(start);
        char beyond = text.before(text.at(start - 1) == ' ' ? start - 2 : start - 1);
        boolean isAssigned =
                (before == '=' || before == '/' || before == '*')
                        && !Text.isDigit(beyond)
                        && beyond != ')'
                        && beyond != '=';
        char after = text.from(end);
        boolean isPath = after == '/' && !Text.isDigit(text.at(end + 1)) && text.at(end) == '/';
        boolean isMarked = after == '*' && text.at(end) == '*';
        return ("+*/=^%<×÷€£¥".indexOf(before) >= 0 && !isAssigned)
                || ("+*/=^%>×÷".indexOf(after) >= 0 && !isPath && !isMarked);
    }
}
