package dev.strata.router.privacy;

import dev.strata.router.privacy.Text.Digits;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds phone numbers: international ones, and national ones whose shape or a word near by leaves
 * little doubt. Plain numbers, sums, dates and years are none.
 */
final class PhoneDetector implements Detector {
    private static final int MOST_RUNS = 7;
    private static final int SHORTEST = 7;
    private static final int LONGEST = 15;

    @Override
    public DetectorKind kind() {
        return DetectorKind.PHONE;
    }

    @Override
    public boolean finds(Text text) {
        List<Digits> runs = text.digits();
        for (int i = 0; i < runs.size(); i++) {
            if (startsPhone(text, runs, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsPhone(Text text, List<Digits> runs, int first) {
        List<String> groups = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        int start = runs.get(first).start();
        for (int i = first; i < runs.size() && i - first < MOST_RUNS; i++) {
            Digits run = runs.get(i);
            if (run.length() > LONGEST) {
                return false;
            }
            if (i > first) {
                String gap = text.between(runs.get(i - 1), run, 3);
                if (!isGap(gap)) {
                    return false;
                }
                gaps.add(gap);
            }
            groups.add(text.text(run));
            if (!goesOn(text, run.end()) && isPhone(text, start, run.end(), groups, gaps)) {
                return true;
            }
        }
        return false;
    }

    /** The number's last run cannot end here: a digit follows behind a dash or a point. */
    private static boolean goesOn(Text text, int end) {
        char next = text.at(end);
        return (next == '-' || next == '.' || next == ',' || next == ':' || next == '/')
                && Text.isDigit(text.at(end + 1));
    }

    private static boolean isGap(String gap) {
        return switch (gap) {
            case " ", "-", ".", ")", ") ", ")-", " (", "-(", " - ", "(" -> true;
            default -> false;
        };
    }

    private static boolean isPhone(
            Text text, int start, int end, List<String> groups, List<String> gaps) {
        String number = String.join("", groups);
        if (number.length() < SHORTEST || number.length() > LONGEST || isWithin(text, start)) {
            return false;
        }
        boolean isSum = isOperand(text, start, end);
        if (text.at(start - 1) == '+' && !isAdded(text, start - 1)) {
            return PhoneShapes.isInternational(number);
        }
        if (PhoneShapes.isDate(groups) || PhoneShapes.isRound(number)) {
            return false;
        }
        boolean isParenthesised = text.at(start - 1) == '(';
        return (!isSum && PhoneShapes.isChineseMobile(groups, number))
                || PhoneShapes.isNorthAmerican(groups, gaps, isParenthesised)
                || PhoneShapes.isTrunk(groups, gaps, number)
                || (!isSum
                        && PhoneShapes.isPlausible(groups)
                        && Keywords.PHONE.before(text, start));
    }

    /** The run continues something that is no phone number, such as a fraction or a name. */
    private static boolean isWithin(Text text, int start) {
        char before = text.at(start - 1);
        return Text.isLatin(before)
                || before == '_'
                || before == '#'
                || before == '$'
                || ((before == '.' || before == '-' || before == ',' || before == '/')
                        && Text.isLatinOrDigit(text.at(start - 2)));
    }

    /** The plus sign adds to something before it. */
    private static boolean isAdded(Text text, int plus) {
        char before = text.before(plus);
        return Text.isDigit(before) || before == ')' || Text.isLatin(text.at(plus - 1));
    }

    private static boolean isOperand(Text text, int start, int end) {
        return "+*/=^%<>×÷€£¥".indexOf(text.before(start)) >= 0
                || "+*/=^%<>×÷".indexOf(text.from(end)) >= 0;
    }
}
