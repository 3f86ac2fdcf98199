package dev.strata.router.privacy;

/**
 * Groups of digits and the gaps between them, held against the shapes of phone numbers.
 *
 * <p>Source: ITU-T E.164 (country codes), NANPA (area codes), MIIT (mobile segments).
 */
final class PhoneShape {
    private static final String COUNTRY_CODES =
            " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62"
                    + " 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
    private static final String LONGER_CODES_BEGIN =
            " 21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99 ";

    private final Numbers numbers;
    private final int first;
    private final int last;
    private final String digits;
    private final String shape;

    PhoneShape(Numbers numbers, int first, int last) {
        this.numbers = numbers;
        this.first = first;
        this.last = last;
        this.digits = numbers.figures(first, last);
        this.shape = numbers.shape(first, last);
    }

    int start() {
        return numbers.start(first);
    }

    int end() {
        return numbers.end(last);
    }

    /** Digits that followed a plus sign. */
    boolean isInternational(boolean isNamed) {
        return isInternational(digits, isNamed ? 8 : 9);
    }

    /** The same behind 00 or 011. */
    boolean isDialled() {
        int skipped = digits.startsWith("00") ? 2 : digits.startsWith("011") ? 3 : 0;
        boolean isGrouped = last > first || digits.startsWith("0086");
        return skipped > 0 && isGrouped && isInternational(digits.substring(skipped), 9);
    }

    private static boolean isInternational(String number, int shortest) {
        if (number.length() < shortest || number.length() > 16) {
            return false;
        }
        if (number.startsWith("1")) {
            return number.length() == 11 && number.charAt(1) >= '2';
        }
        if (number.startsWith("7")) {
            return number.length() == 11;
        }
        String code = " " + number.substring(0, 2) + " ";
        return COUNTRY_CODES.contains(code) || LONGER_CODES_BEGIN.contains(code);
    }

    /** Eleven digits of a mobile segment, alone or in groups, perhaps behind 86. */
    boolean isChineseMobile() {
        int skipped = digits.startsWith("0086") ? 4 : digits.startsWith("86") ? 2 : 0;
        String mobile = digits.length() == 11 + skipped ? digits.substring(skipped) : digits;
        boolean isGrouped =
                last == first
                        || isOneOf(shape, "344", "38", "443", "74", "2344", "238", "2;", "4344")
                        || (isOnes() && isWhole());
        return isGrouped
                && isSteady(skipped > 0 ? first + 1 : first)
                && mobile.length() == 11
                && mobile.charAt(0) == '1'
                && mobile.charAt(1) >= '3'
                && !mobile.endsWith("00000");
    }

    /** Three, three and four digits, perhaps behind a 1. */
    boolean isNorthAmerican(boolean inBrackets) {
        boolean hasPrefix = shape.equals("1334") && digits.charAt(0) == '1';
        if (!hasPrefix && !shape.equals("334")) {
            return false;
        }
        int area = hasPrefix ? 1 : 0;
        if (digits.charAt(area) < '2' || digits.charAt(area + 3) < '2') {
            return false;
        }
        Gap left = numbers.gap(last - 1);
        Gap right = numbers.gap(last);
        boolean isRound = digits.startsWith("00", area + 1) && digits.startsWith("00", area + 4);
        boolean isBracketed = left == Gap.CLOSE && (inBrackets || hasPrefix);
        boolean isEven = left == right && right != Gap.LINE && right != Gap.SPACED;
        boolean isMixed = right == Gap.DASH && (left == Gap.SPACE || left == Gap.SLASH);
        return !isRound && (isBracketed || isMixed || (isEven && isWhole()));
    }

    /** An area code in brackets, then the number in one or two groups. */
    boolean isBracketed(boolean inBrackets) {
        int length = digits.length();
        return inBrackets
                && last > first
                && last - first <= 3
                && numbers.gap(first + 1) == Gap.CLOSE
                && length >= 9
                && length <= 12
                && numbers.length(first) >= 2
                && numbers.length(first) <= 5
                && (last > first + 1 || numbers.length(last) >= 6)
                && isSteady(first + 1)
                && isNoneShorter(3, first + 1);
    }

    /** Eleven digits behind an 8, in groups. */
    boolean isRussian() {
        return isOneOf(shape, "13322", "1334", "1343") && digits.startsWith("89");
    }

    /** A national number with its leading zero, alone or in groups. */
    boolean isTrunk() {
        int length = digits.length();
        if (digits.charAt(0) != '0' || digits.charAt(1) == '0' || isBinary()) {
            return false;
        }
        if (last == first) {
            return length >= 10 && length <= 12;
        }
        boolean isPointed = numbers.gap(last) == Gap.DOT;
        boolean isStroked = numbers.gap(first + 1) == Gap.SLASH && last == first + 1;
        return numbers.length(first) >= 2
                && numbers.length(first) <= 5
                && length >= (numbers.gap(last) == Gap.DASH || isStroked ? 9 : 10)
                && length <= 12
                && isNoneShorter(2, first)
                && isSteady(first + 1)
                && !counts()
                && (!isPointed || shape.equals("22222"));
    }

    /** Groups that a word such as "phone" makes a phone number. */
    boolean isPlausible() {
        boolean isSpelled = isOnes() && isWhole() && digits.length() >= 7;
        boolean isTwoYears = shape.equals("44") && isYear(0) && isYear(4);
        boolean areGroups = shape.chars().allMatch(c -> c >= '2') || shape.startsWith("1");
        boolean isLonger = last == first && digits.length() > 15;
        return (isSpelled || areGroups)
                && !isTwoYears
                && !isDate()
                && !isLonger
                && !digits.endsWith("00000");
    }

    /** A day: year, month and day, or day, month and year, perhaps with a time behind it. */
    boolean isDate() {
        if (last == first) {
            return false;
        }
        int a = numbers.length(first);
        int b = last > first ? numbers.length(first + 1) : 0;
        int c = last > first + 1 ? numbers.length(first + 2) : 0;
        if (a == 4 && b <= 2 && c > 0 && c <= 2) {
            return isYear(0) && isSmall(a, b, 12) && isSmall(a + b, c, 31);
        }
        return a <= 2
                && b <= 2
                && c == 4
                && isYear(a + b)
                && isSmall(0, a, 31)
                && isSmall(a, b, 31);
    }

    /** A round quantity. */
    boolean isRound() {
        return digits.endsWith("00000");
    }

    private boolean isYear(int at) {
        return digits.startsWith("19", at) || digits.startsWith("20", at);
    }

    private boolean isSmall(int at, int length, int most) {
        int value = Integer.parseInt(digits.substring(at, at + length));
        return value >= 1 && value <= most;
    }

    private boolean isOnes() {
        return last > first && numbers.isEvery(first, last, 1);
    }

    /** No more digits of the same kind stand before or behind. */
    private boolean isWhole() {
        Gap gap = numbers.gap(last);
        return last == first || (numbers.gap(first) != gap && numbers.gap(last + 1) != gap);
    }

    /** The gaps behind the group {@code from} are alike. */
    private boolean isSteady(int from) {
        return last <= from || numbers.isEven(from, last);
    }

    private boolean isNoneShorter(int length, int from) {
        for (int i = from; i <= last; i++) {
            if (numbers.length(i) < length || numbers.length(i) > 8) {
                return false;
            }
        }
        return true;
    }

    private boolean isBinary() {
        return digits.chars().allMatch(c -> c == '0' || c == '1');
    }

    private boolean counts() {
        for (int i = first + 1; i <= last; i++) {
            int before = numbers.value(i - 1, 0, numbers.length(i - 1));
            if (numbers.value(i, 0, numbers.length(i)) != before + 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOneOf(String shape, String... shapes) {
        for (String one : shapes) {
            if (one.equals(shape)) {
                return true;
            }
        }
        return false;
    }
}
