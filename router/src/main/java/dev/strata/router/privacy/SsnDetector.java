package dev.strata.router.privacy;

import dev.strata.router.privacy.Text.Digits;
import java.util.List;

/** Finds social security numbers of the United States: three, two and four digits in range. */
final class SsnDetector implements Detector {

    @Override
    public DetectorKind kind() {
        return DetectorKind.US_SSN;
    }

    @Override
    public boolean finds(Text text) {
        List<Digits> runs = text.digits();
        for (int i = 0; i < runs.size(); i++) {
            if (isBare(text, runs.get(i)) || isSeparated(text, runs, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBare(Text text, Digits run) {
        return run.length() == 9
                && isInRange(text.text(run))
                && Keywords.SSN.before(text, run.start());
    }

    private static boolean isSeparated(Text text, List<Digits> runs, int i) {
        if (i + 2 >= runs.size()) {
            return false;
        }
        Digits area = runs.get(i);
        Digits group = runs.get(i + 1);
        Digits serial = runs.get(i + 2);
        if (area.length() != 3 || group.length() != 2 || serial.length() != 4) {
            return false;
        }
        String left = text.between(area, group, 1);
        return left.equals(text.between(group, serial, 1))
                && !isWithinLonger(text, area.start(), serial.end())
                && isInRange(text.text(area) + text.text(group) + text.text(serial))
                && (left.equals("-")
                        || ((left.equals(" ") || left.equals("."))
                                && Keywords.SSN.before(text, area.start())));
    }

    private static boolean isWithinLonger(Text text, int start, int end) {
        return (text.at(start - 1) == '-' && Text.isLatinOrDigit(text.at(start - 2)))
                || (text.at(end) == '-' && Text.isLatinOrDigit(text.at(end + 1)));
    }

    private static boolean isInRange(String number) {
        int area = Integer.parseInt(number.substring(0, 3));
        return area > 0
                && area < 900
                && area != 666
                && !number.startsWith("00", 3)
                && !number.endsWith("0000");
    }
}
