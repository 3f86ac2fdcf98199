package dev.strata.router.privacy;

/** Finds the opening line of private keys. */
final class PrivateKeyDetector implements Detector {
    private static final int WIDEST = 48;

    @Override
    public DetectorKind kind() {
        return DetectorKind.PRIVATE_KEY;
    }

    @Override
    public boolean finds(Text text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.at(i);
            if (((c == 'B' || c == 'b') && text.hasAt(i, "begin") && isPrivate(text, i))
                    || (c == 'P' && text.hasAt(i, "putty-user-key-file"))
                    || (c == 'A' && text.hasAt(i, "age-secret-key-1"))
                    || (c == 'o' && text.hasAt(i, "openssh-key-v1"))) {
                return true;
            }
        }
        return false;
    }

    /** "PRIVATE KEY" follows; without dashes before it, only in capitals. */
    private static boolean isPrivate(Text text, int begin) {
        char before = text.before(begin);
        boolean isDashed = before == '-' || before == '_' || before == '=';
        for (int i = begin + 5; i < begin + WIDEST; i++) {
            if ((text.at(i) | 0x20) == 'p' && text.hasAt(i, "private") && isKey(text, i + 7)) {
                return isDashed || (text.at(begin) == 'B' && text.at(i + 1) == 'R');
            }
        }
        return false;
    }

    private static boolean isKey(Text text, int end) {
        for (int i = end; i < end + 4; i++) {
            if (text.hasAt(i, "key")) {
                return true;
            }
        }
        return false;
    }
}
