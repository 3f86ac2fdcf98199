package dev.strata.router.privacy;

/** How random a token looks. */
final class Entropy {
    private Entropy() {}

    /** Both cases, digits, and characters that change their kind as often as chance does. */
    static boolean isRandom(String token, int fewestDigits) {
        return hasBothCases(token)
                && digits(token) >= fewestDigits
                && changes(token) * 3 >= token.length()
                && bits(token) >= 3.6;
    }

    /** A part without separators mixes letters and digits, or all of it is hexadecimal. */
    static boolean hasRandomPart(String token) {
        boolean isHex = true;
        int from = 0;
        for (int i = 0; i <= token.length(); i++) {
            char c = i < token.length() ? token.charAt(i) : '-';
            isHex &= c == '-' || Character.digit(c, 16) >= 0;
            if (!Text.isLatinOrDigit(c)) {
                String part = token.substring(from, i);
                if (part.length() >= 8 && digits(part) >= 2 && letters(part) >= 2) {
                    return true;
                }
                from = i + 1;
            }
        }
        return isHex;
    }

    /** Shannon entropy of a token's characters, in bits for each. */
    static double bits(String token) {
        int[] counts = new int[128];
        for (int i = 0; i < token.length(); i++) {
            counts[token.charAt(i) & 127]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / token.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }

    static int digits(String token) {
        int digits = 0;
        for (int i = 0; i < token.length(); i++) {
            digits += Text.isDigit(token.charAt(i)) ? 1 : 0;
        }
        return digits;
    }

    static int letters(String token) {
        int letters = 0;
        for (int i = 0; i < token.length(); i++) {
            letters += Text.isLatin(token.charAt(i)) ? 1 : 0;
        }
        return letters;
    }

    static boolean hasBothCases(String token) {
        return token.chars().anyMatch(Character::isUpperCase)
                && token.chars().anyMatch(Character::isLowerCase);
    }

    /** The longest run of letters of one case, perhaps with one capital before it. */
    static int letterRun(String token) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean isSame = i > 0 && kind(c) == kind(token.charAt(i - 1));
            run = !Text.isLatin(c) ? 0 : isSame ? run + 1 : 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Neighbours of different kinds: lower case, upper case, digit, other. */
    static int changes(String token) {
        int changes = 0;
        for (int i = 1; i < token.length(); i++) {
            if (kind(token.charAt(i)) != kind(token.charAt(i - 1))) {
                changes++;
            }
        }
        return changes;
    }

    private static int kind(char c) {
        return Text.isDigit(c) ? 0 : !Text.isLatin(c) ? 1 : Character.isUpperCase(c) ? 2 : 3;
    }
}
