package dev.strata.router.privacy;

/** Finds the opening line of private keys. */
final class PrivateKeyDetector implements Detector {
    private static final int WIDEST = 40;

    @Override
    public DetectorKind kind() {
        return DetectorKind.PRIVATE_KEY;
    }

    @Override
    public boolean finds(Text text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == '-' && text.hasAt(i, "-begin ") && isPrivate(text, i + 7)) {
                return true;
            }
            if (text.at(i) == 'P' && text.hasAt(i, "putty-user-key-file")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPrivate(Text text, int start) {
        for (int i = start; i < start + WIDEST; i++) {
            if (text.hasAt(i, "private key")) {
                return true;
            }
        }
        return false;
    }
}
