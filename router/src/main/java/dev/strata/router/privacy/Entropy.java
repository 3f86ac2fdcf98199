package dev.strata.router.privacy;

/** How random a token looks. */
final class Entropy {
    private Entropy() {}

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
        return (int) token.chars().filter(c -> Text.isDigit((char) c)).count();
    }

    static int letters(String token) {
        return (int) token.chars().filter(c -> Text.isLatin((char) c)).count();
    }

    static boolean hasBothCases(String token) {
        return token.chars().anyMatch(Character::isUpperCase)
                && token.chars().anyMatch(Character::isLowerCase);
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
