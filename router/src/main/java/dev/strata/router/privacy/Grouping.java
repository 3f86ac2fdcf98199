package dev.strata.router.privacy;

/**
 * Puts together what was pulled apart: characters one by one, or groups of one length, with the
 * same separator between them. Digits alone stay apart: their detectors look past separators.
 */
final class Grouping {
    private static final int FEWEST_SINGLE = 6;
    private static final int FEWEST_GROUPS = 3;
    private static final int LONGEST_GROUP = 8;
    private static final String SEPARATORS = " -_.·|*/,";

    private static final Groups NONE = new Groups(0, false);

    private Grouping() {}

    /** The text with such groups put together; the same where there are none. */
    static String joined(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        int i = 0;
        while (i < text.length()) {
            Groups groups = isStart(text, i) ? groups(text, i) : NONE;
            if (groups.isValue()) {
                out.append(text, copied, i);
                char separator = text.charAt(i + groupLength(text, i));
                for (int k = i; k < groups.end(); k++) {
                    if (text.charAt(k) != separator) {
                        out.append(text.charAt(k));
                    }
                }
                copied = groups.end();
            }
            i = Math.max(groups.end(), i + 1);
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    /** Where groups are over, and whether they may be one value. */
    private record Groups(int end, boolean isValue) {}

    private static boolean isStart(String text, int i) {
        return isMember(text.charAt(i)) && (i == 0 || !isMember(text.charAt(i - 1)));
    }

    private static Groups groups(String text, int start) {
        int length = groupLength(text, start);
        int separatorAt = start + length;
        if (length > LONGEST_GROUP
                || separatorAt >= text.length()
                || SEPARATORS.indexOf(text.charAt(separatorAt)) < 0) {
            return NONE;
        }
        char separator = text.charAt(separatorAt);
        int groups = 0;
        int numbered = 0;
        boolean hasLetter = false;
        int at = start;
        int end = start;
        while (at < text.length()) {
            int next = length == 1 ? 1 : groupLength(text, at);
            if (next == 0 || next > length || (length == 1 && text.charAt(at) == separator)) {
                break;
            }
            groups++;
            boolean hasDigit = false;
            for (int k = at; k < at + next; k++) {
                boolean isDigit = Text.isDigit(text.charAt(k));
                hasDigit |= isDigit;
                hasLetter |= !isDigit;
            }
            numbered += hasDigit ? 1 : 0;
            end = at + next;
            if (next < length || end >= text.length() || text.charAt(end) != separator) {
                break;
            }
            at = end + 1;
        }
        boolean isEnough =
                length == 1 ? groups >= FEWEST_SINGLE : groups >= FEWEST_GROUPS && numbered >= 2;
        return new Groups(end, isEnough && hasLetter);
    }

    private static int groupLength(String text, int start) {
        int end = start;
        while (end < text.length() && end - start <= LONGEST_GROUP && isMember(text.charAt(end))) {
            end++;
        }
        return end - start;
    }

    private static boolean isMember(char c) {
        return c > ' ' && (Text.isLatinOrDigit(c) || c >= 0x2E80 || c == '@' || c == '+');
    }
}
