package dev.strata.router.privacy;

import java.util.Locale;

/** Finds e-mail addresses: a local part, an at sign, a domain that ends in letters. */
final class EmailDetector implements Detector {
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;
    private static final String COMMON =
            " com org net edu gov io co de uk cn fr it es nl jp kr ru ";

    @Override
    public DetectorKind kind() {
        return DetectorKind.EMAIL;
    }

    @Override
    public boolean finds(Text text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.at(i) == '@' && isAddress(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAddress(Text text, int at) {
        int start = at;
        while (at - start < LONGEST_LOCAL && isLocal(text.at(start - 1)) && start > 0) {
            start--;
        }
        boolean isService = at - start == 3 && text.hasAt(start, "git");
        return start < at && text.at(at - 1) != '.' && !isService && isDomain(text, at + 1);
    }

    /** At least two labels, the last one letters only and the one before it not digits only. */
    private static boolean isDomain(Text text, int start) {
        int labelStart = start;
        boolean previousHasLetter = false;
        int i = start;
        for (; i - start < LONGEST_DOMAIN && isLabel(text.at(i)) || isDot(text, i); i++) {
            if (text.at(i) == '.') {
                previousHasLetter = hasLetter(text, labelStart, i);
                labelStart = i + 1;
            }
        }
        return labelStart > start
                && (previousHasLetter || Domains.isTop(latin(text, labelStart, i)))
                && i - labelStart >= 2
                && (isLetters(text, labelStart, i) || text.hasAt(labelStart, "xn--"))
                && (text.at(i) != '(' || isCommon(text, labelStart, i));
    }

    /** The Latin letters that a label begins with; what is written behind them is another word. */
    private static String latin(Text text, int start, int end) {
        int i = start;
        while (i < end && Text.isLatin(text.at(i))) {
            i++;
        }
        return text.text(start, i);
    }

    /** A domain and no method's name. */
    private static boolean isCommon(Text text, int start, int end) {
        return COMMON.contains(" " + text.text(start, end).toLowerCase(Locale.ROOT) + " ");
    }

    private static boolean isDot(Text text, int i) {
        return text.at(i) == '.' && isLabel(text.at(i + 1)) && isLabel(text.at(i - 1));
    }

    private static boolean hasLetter(Text text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.isLetter(text.at(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetters(Text text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Character.isLetter(text.at(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
    }

    private static boolean isLabel(char c) {
        return c == '-' || Character.isLetterOrDigit(c);
    }
}
