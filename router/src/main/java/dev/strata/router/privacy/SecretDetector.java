package dev.strata.router.privacy;

/**
 * Finds access keys and passwords: what providers' prefixes begin, values behind words such as "api
 * key", passwords in addresses, and long tokens that look random.
 */
final class SecretDetector implements Detector {
    private static final int LONGEST = 512;
    private static final int SHORTEST_TAIL = 10;
    private static final int SHORTEST_RANDOM = 24;
    private static final int REACH = 64;
    private static final int REACH_BACK = 24;
    private static final int MOST_VALUES = 8;

    @Override
    public DetectorKind kind() {
        return DetectorKind.API_KEY;
    }

    @Override
    public boolean finds(Text text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.at(i);
            if (isToken(c)) {
                int end = tokenEnd(text, i);
                if (end - i >= SHORTEST_TAIL && isKey(text.text(i, end))) {
                    return true;
                }
                i = end;
            } else if (c == ':' && text.hasAt(i, "://") && hasPassword(text, i + 3)) {
                return true;
            } else {
                i++;
            }
        }
        return isAfter(text, Topic.SECRET, true) || isAfter(text, Topic.KEY, false);
    }

    private static int tokenEnd(Text text, int start) {
        int end = start;
        while (end - start < LONGEST && end < text.length() && isToken(text.at(end))) {
            end++;
        }
        return end;
    }

    /** Each part of the token that a provider's prefix could begin, and the whole. */
    private static boolean isKey(String token) {
        for (int i = 0; i < token.length(); i++) {
            boolean isStart = i == 0 || !Text.isLatinOrDigit(token.charAt(i - 1));
            if (isStart && KeyPrefixes.begins(token, i)) {
                return true;
            }
        }
        return isRandom(token);
    }

    private static boolean isRandom(String token) {
        if (token.length() < SHORTEST_RANDOM) {
            return false;
        }
        int from = 0;
        for (int i = 0; i <= token.length(); i++) {
            boolean isEnd = i == token.length() || "-_./+".indexOf(token.charAt(i)) >= 0;
            if (isEnd) {
                if (i - from >= SHORTEST_RANDOM && Entropy.isRandom(token.substring(from, i), 3)) {
                    return true;
                }
                from = i + 1;
            }
        }
        return token.length() >= 36 && Entropy.isRandom(token, 5) && Entropy.letterRun(token) <= 7;
    }

    /** A user's name, a colon, a password and an at sign. */
    private static boolean hasPassword(Text text, int start) {
        int colon = -1;
        for (int i = start; i - start < 256; i++) {
            char c = text.at(i);
            if (c == '@') {
                return colon > 0 && i - colon > 3;
            }
            if (c <= ' ' || c == '/' || c == '"' || c == '<' || c == '?') {
                return false;
            }
            colon = c == ':' && colon < 0 ? i : colon;
        }
        return false;
    }

    private static boolean isAfter(Text text, Topic topic, boolean isSecretIfAssigned) {
        for (int start : text.keywords().starts(topic)) {
            if (isRandomBefore(text, start)) {
                return true;
            }
        }
        for (int end : text.keywords().ends(topic)) {
            int value = isSecretIfAssigned ? valueStart(text, end) : -1;
            if ((value > 0 && isSecretValue(text, value)) || isRandomSoon(text, end)) {
                return true;
            }
        }
        return false;
    }

    /** Where the value begins that is assigned to the name; -1 where none is. */
    private static int valueStart(Text text, int end) {
        int i = end;
        boolean isAssigned = false;
        for (; i - end < 12; i++) {
            char c = text.at(i);
            if (":=：是为為>→".indexOf(c) >= 0) {
                isAssigned = true;
            } else if (text.hasWordAt(i, "is") || text.hasWordAt(i, "to")) {
                isAssigned = true;
                i++;
            } else if (" \"'`*_\n".indexOf(c) < 0) {
                break;
            }
        }
        return isAssigned ? i : -1;
    }

    private static boolean isSecretValue(Text text, int start) {
        int end = start;
        while (end - start < 64 && end < text.length() && isSecret(text.at(end))) {
            end++;
        }
        String value = text.text(start, end);
        boolean isCode = text.at(end) == '(' || text.at(end) == '[' || text.at(end) == '<';
        return !isCode
                && value.length() >= 6
                && Entropy.digits(value) >= 1
                && Entropy.letters(value) >= 2
                && Entropy.bits(value) >= 2;
    }

    /** One of the next few words looks random. */
    private static boolean isRandomSoon(Text text, int end) {
        int i = end;
        for (int values = 0; values < MOST_VALUES && i - end < REACH; values++) {
            while (i - end < REACH && !isValue(text.at(i))) {
                i++;
            }
            int start = i;
            while (i - start < LONGEST && i < text.length() && isValue(text.at(i))) {
                i++;
            }
            if (i - start >= 14 && looksRandom(text.text(start, i))) {
                return true;
            }
        }
        return false;
    }

    /** The word names what stood before it: "... is my key". */
    private static boolean isRandomBefore(Text text, int start) {
        int end = start;
        while (start - end < REACH_BACK && end > 0) {
            int from = end;
            while (end - from < LONGEST && from > 0 && isValue(text.at(from - 1))) {
                from--;
            }
            if (end - from >= 16 && looksRandom(text.text(from, end))) {
                return true;
            }
            end = from == end ? end - 1 : from;
        }
        return false;
    }

    private static boolean looksRandom(String value) {
        int digits = Entropy.digits(value);
        int letters = Entropy.letters(value);
        return digits >= 2
                && letters >= 4
                && Entropy.hasRandomPart(value)
                && Entropy.bits(value) >= 2.8
                && Entropy.letterRun(value) <= 9
                && Entropy.changes(value) * 5 >= value.length();
    }

    private static boolean isSecret(char c) {
        return Text.isLatinOrDigit(c) || "!@#$%^&*_-+=~?./".indexOf(c) >= 0;
    }

    private static boolean isValue(char c) {
        return Text.isLatinOrDigit(c) || c == '_' || c == '-' || c == '+';
    }

    private static boolean isToken(char c) {
        return Text.isLatinOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '+';
    }
}
