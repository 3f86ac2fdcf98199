package dev.strata.router.privacy;

import java.util.List;
import java.util.Set;

/**
 * The shapes of phone numbers, as groups of digits and the gaps between them.
 *
 * <p>Source: ITU-T E.164 (country codes), NANPA (area codes), MIIT (mobile segments).
 */
final class PhoneShapes {
    private static final Set<String> LONG_COUNTRY_CODES =
            Set.of(
                    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44",
                    "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58",
                    "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91",
                    "92", "93", "94", "95", "98");
    private static final Set<String> LONGER_COUNTRY_CODES_BEGIN =
            Set.of(
                    "21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59",
                    "67", "68", "69", "80", "85", "87", "88", "96", "97", "99");

    private PhoneShapes() {}

    /** Digits that followed a plus sign. */
    static boolean isInternational(String number) {
        if (number.startsWith("1")) {
            return number.length() == 11 && isAreaCode(number.charAt(1));
        }
        if (number.startsWith("7")) {
            return number.length() == 11;
        }
        String code = number.substring(0, 2);
        return number.length() >= 9
                && (LONG_COUNTRY_CODES.contains(code) || LONGER_COUNTRY_CODES_BEGIN.contains(code));
    }

    /** Eleven digits of a mobile segment, alone or as 3-4-4, perhaps behind 86. */
    static boolean isChineseMobile(List<String> groups, String number) {
        boolean isGrouped =
                groups.size() == 1
                        || lengths(groups).equals("344")
                        || lengths(groups).equals("2344")
                        || lengths(groups).equals("2;");
        String mobile =
                number.length() == 13 && number.startsWith("86") ? number.substring(2) : number;
        return isGrouped
                && mobile.length() == 11
                && mobile.charAt(0) == '1'
                && mobile.charAt(1) >= '3'
                && !mobile.startsWith("154")
                && !mobile.endsWith("0000");
    }

    /** Three, three and four digits, perhaps behind a 1. */
    static boolean isNorthAmerican(List<String> groups, List<String> gaps, boolean inParentheses) {
        boolean hasPrefix = groups.size() == 4 && groups.getFirst().equals("1");
        List<String> number = hasPrefix ? groups.subList(1, 4) : groups;
        List<String> between = hasPrefix ? gaps.subList(1, 3) : gaps;
        if (!lengths(number).equals("334")
                || !isAreaCode(number.get(0).charAt(0))
                || !isAreaCode(number.get(1).charAt(0))) {
            return false;
        }
        boolean isRound = number.get(0).endsWith("00") && number.get(1).endsWith("00");
        boolean isBracketed = between.get(0).startsWith(")") && (inParentheses || hasPrefix);
        boolean isDashed = between.get(1).equals("-") || between.get(1).equals(".");
        return !isRound && (isBracketed || (isDashed && !between.get(0).equals(" - ")));
    }

    /** A national number with its leading zero, in groups: ten to twelve digits. */
    static boolean isTrunk(List<String> groups, List<String> gaps, String number) {
        boolean isBinary = number.chars().allMatch(c -> c == '0' || c == '1');
        boolean areGroups = groups.stream().allMatch(g -> g.length() >= 2 && g.length() <= 8);
        boolean isCounting = groups.size() > 1 && counts(groups);
        boolean hasPoint = gaps.contains(".") || gaps.contains(" - ");
        int longest = gaps.contains("-") ? 12 : 11;
        return groups.size() > 1
                && number.charAt(0) == '0'
                && groups.getFirst().length() <= 5
                && number.length() >= 10
                && number.length() <= longest
                && areGroups
                && !isBinary
                && !isCounting
                && !hasPoint;
    }

    /** Groups that a word such as "phone" makes a phone number. */
    static boolean isPlausible(List<String> groups) {
        return groups.stream().allMatch(g -> g.length() >= 2 || g.equals("1"));
    }

    /** A day: four, two and two digits, or two, two and four, at the beginning. */
    static boolean isDate(List<String> groups) {
        String lengths = lengths(groups);
        return lengths.startsWith("422")
                || lengths.startsWith("224")
                || lengths.startsWith("411")
                || lengths.startsWith("412")
                || lengths.startsWith("421")
                || lengths.startsWith("114")
                || lengths.startsWith("124")
                || lengths.startsWith("214")
                || lengths.equals("44");
    }

    /** A round quantity. */
    static boolean isRound(String number) {
        return number.endsWith("00000");
    }

    private static boolean counts(List<String> groups) {
        for (int i = 1; i < groups.size(); i++) {
            if (Long.parseLong(groups.get(i)) != Long.parseLong(groups.get(i - 1)) + 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAreaCode(char first) {
        return first >= '2' && first <= '9';
    }

    private static String lengths(List<String> groups) {
        StringBuilder lengths = new StringBuilder();
        groups.forEach(group -> lengths.append((char) ('0' + group.length())));
        return lengths.toString();
    }
}
