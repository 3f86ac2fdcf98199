package dev.strata.router.privacy;

import dev.strata.router.privacy.Text.Digits;
import java.util.List;
import java.util.Set;

/**
 * Finds resident identity numbers of China: province, date of birth, and the check character.
 *
 * <p>Source: GB 11643-1999 (check character by ISO 7064 MOD 11-2).
 */
final class ResidentIdDetector implements Detector {
    private static final Set<String> PROVINCES =
            Set.of(
                    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35",
                    "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54",
                    "61", "62", "63", "64", "65", "71", "81", "82", "83");
    private static final String CHECKS = "10X98765432";
    private static final int LENGTH = 18;
    private static final int OLD_LENGTH = 15;

    @Override
    public DetectorKind kind() {
        return DetectorKind.CN_RESIDENT_ID;
    }

    @Override
    public boolean finds(Text text) {
        List<Digits> runs = text.digits();
        for (int i = 0; i < runs.size(); i++) {
            if (startsId(text, runs, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsId(Text text, List<Digits> runs, int first) {
        StringBuilder number = new StringBuilder();
        for (int i = first; i < runs.size() && i - first < 5; i++) {
            Digits run = runs.get(i);
            if (number.length() + run.length() > LENGTH
                    || (i > first && !isJoined(text, runs.get(i - 1), run))) {
                return false;
            }
            number.append(text.text(run));
            char next = Character.toUpperCase(text.at(run.end()));
            String id = number.length() == LENGTH - 1 && next == 'X' ? number + "X" : "" + number;
            if (isId(id) || isOldId(id, text, runs.get(first).start())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJoined(Text text, Digits left, Digits right) {
        String gap = text.between(left, right, 1);
        return gap.equals(" ") || gap.equals("-");
    }

    private static boolean isId(String id) {
        return id.length() == LENGTH
                && PROVINCES.contains(id.substring(0, 2))
                && isDate(id.substring(6, 14))
                && check(id) == id.charAt(LENGTH - 1);
    }

    private static boolean isOldId(String id, Text text, int start) {
        return id.length() == OLD_LENGTH
                && PROVINCES.contains(id.substring(0, 2))
                && isDate("19" + id.substring(6, 12))
                && Keywords.RESIDENT_ID.before(text, start);
    }

    private static boolean isDate(String date) {
        int year = Integer.parseInt(date.substring(0, 4));
        int month = Integer.parseInt(date.substring(4, 6));
        int day = Integer.parseInt(date.substring(6, 8));
        return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    private static char check(String id) {
        int sum = 0;
        for (int i = 0; i < LENGTH - 1; i++) {
            int weight = (1 << (LENGTH - 1 - i)) % 11;
            sum += weight * (id.charAt(i) - '0');
        }
        return CHECKS.charAt(sum % 11);
    }
}
