package dev.strata.router.privacy;

/**
 * Finds resident identity numbers of China: province, date of birth, and the check character.
 *
 * <p>Source: GB 11643-1999 (check character by ISO 7064 MOD 11-2).
 */
final class ResidentIdDetector implements Detector {
    private static final String PROVINCES =
            " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63"
                    + " 64 65 71 81 82 83 ";
    private static final int LENGTH = 18;
    private static final int OLD_LENGTH = 15;
    private static final int X = 10;

    @Override
    public DetectorKind kind() {
        return DetectorKind.CN_RESIDENT_ID;
    }

    @Override
    public boolean finds(Text text) {
        Numbers numbers = text.numbers();
        for (int i = 0; i < numbers.count(); i++) {
            if (isProvince(numbers, i) && startsId(text, numbers, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isProvince(Numbers numbers, int i) {
        return numbers.digit(i, OLD_LENGTH - 1) >= 0
                && PROVINCES.contains(" " + numbers.value(i, 0, 2) + " ");
    }

    private static boolean startsId(Text text, Numbers numbers, int first) {
        boolean isNew = numbers.digit(first, LENGTH - 2) >= 0 && isDate(numbers.value(first, 6, 8));
        boolean isOld = isDate(19_000_000 + numbers.value(first, 6, 6));
        int total = 0;
        for (int i = first; (isNew || isOld) && i < numbers.count() && total < LENGTH; i++) {
            total += numbers.length(i);
            if (i > first && (numbers.gap(i) == Gap.NONE || numbers.gap(i).isBracket())) {
                return false;
            }
            int check =
                    total == LENGTH
                            ? numbers.digit(first, LENGTH - 1)
                            : total == LENGTH - 1 && endsInX(text, numbers.end(i)) ? X : -1;
            if ((isNew && check == check(numbers, first))
                    || (isOld
                            && total == OLD_LENGTH
                            && text.keywords()
                                    .near(
                                            Topic.RESIDENT_ID,
                                            numbers.start(first),
                                            numbers.end(i)))) {
                return true;
            }
        }
        return false;
    }

    /** The check character X, perhaps behind a separator. */
    private static boolean endsInX(Text text, int end) {
        boolean isParted = " -._/|".indexOf(text.at(end)) >= 0;
        int at = isParted ? end + 1 : end;
        return (text.at(at) | 0x20) == 'x' && !Text.isLatinOrDigit(text.at(at + 1));
    }

    private static boolean isDate(int date) {
        int year = date / 10_000;
        int month = date / 100 % 100;
        int day = date % 100;
        return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    private static int check(Numbers numbers, int first) {
        int sum = 0;
        for (int i = 0; i < LENGTH - 1; i++) {
            sum += (1 << (LENGTH - 1 - i)) % 11 * numbers.digit(first, i);
        }
        return (12 - sum % 11) % 11;
    }
}
