package dev.strata.router.privacy;

/** Whether a content is text at all. */
final class Legibility {
    private static final int MOST_MANGLED_SHARE = 16;

    private Legibility() {}

    /** False for unpaired surrogates, control characters, and where much was lost on the way. */
    static boolean isText(String content) {
        int mangled = 0;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            boolean isPair =
                    Character.isHighSurrogate(c)
                            && i + 1 < content.length()
                            && Character.isLowSurrogate(content.charAt(i + 1));
            if (isControl(c) || (Character.isSurrogate(c) && !isPair)) {
                return false;
            }
            mangled += c == '\uFFFD' ? 1 : 0;
            i += isPair ? 1 : 0;
        }
        return mangled * MOST_MANGLED_SHARE <= content.length();
    }

    /** A control character that no text uses; a terminal's escapes are let pass. */
    private static boolean isControl(char c) {
        return (c < ' ' && "\t\n\r\f\u000B\b\u001B".indexOf(c) < 0) || c == 0x7F;
    }
}
