package dev.strata.router.privacy;

import dev.strata.router.privacy.Text.Digits;
import java.util.List;

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
        List<Digits> runs = text.digits();
        for (int i = 0; i < runs.size(); i++) {
            if (!isFraction(text, runs.get(i)) && startsCard(text, runs, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsCard(Text text, List<Digits> runs, int first) {
        StringBuilder number = new StringBuilder();
        StringBuilder shape = new StringBuilder();
        for (int i = first; i < runs.size() && number.length() < LONGEST; i++) {
            Digits run = runs.get(i);
            if (run.length() > LONGEST || (i > first && !isJoined(text, runs.get(i - 1), run))) {
                return false;
            }
            number.append(text.text(run));
            shape.append((char) ('0' + run.length()));
            if (number.length() >= SHORTEST
                    && number.length() <= LONGEST
                    && isShape(shape.toString())
                    && isIssued(number.toString())
                    && passesLuhn(number)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFraction(Text text, Digits run) {
        return text.at(run.start() - 1) == '.' && Text.isDigit(text.at(run.start() - 2));
    }

    private static boolean isJoined(Text text, Digits left, Digits right) {
        String gap = text.between(left, right, 1);
        return gap.equals(" ") || gap.equals("-");
    }

    /** One run, runs of four, or the 4-6-5 and 4-6-4 of some issuers. */
    private static boolean isShape(String shape) {
        return shape.length() == 1
                || shape.equals("465")
                || shape.equals("464")
                || (shape.startsWith("444") && shape.substring(3).chars().allMatch(c -> c <= '4'));
    }

    private static boolean isIssued(String number) {
        int length = number.length();
        int two = Integer.parseInt(number.substring(0, 2));
        int four = Integer.parseInt(number.substring(0, 4));
        return switch (number.charAt(0)) {
            case '2' -> length == 16 && four >= 2221 && four <= 2720;
            case '3' ->
                    (length == 15 && (two == 34 || two == 37))
                            || (length == 16 && four >= 3528 && four <= 3589)
                            || (length == 14 && (two == 36 || two == 38 || two == 39 || two == 30));
            case '4' -> length == 13 || length == 16 || length == 19;
            case '5' -> length == 16 && two >= 50 && two <= 58;
            case '6' -> length >= 16;
            case '8' -> length >= 16 && two == 81;
            case '9' -> length == 19 && two == 98;
            default -> false;
        };
    }

    private static boolean passesLuhn(CharSequence number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
