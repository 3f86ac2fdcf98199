package dev.strata.router.privacy;

/** What stands between two runs of digits. */
enum Gap {
    /** Nothing that joins them. */
    NONE,
    SPACE,
    LINE,
    DASH,
    DOT,
    SLASH,
    UNDERSCORE,
    COMMA,
    /** Another mark, such as a bar. */
    MARK,
    /** A mark with blanks around it. */
    SPACED,
    /** An opening bracket, perhaps with a blank. */
    OPEN,
    /** A closing bracket, perhaps with a blank or a dash. */
    CLOSE;

    static final int WIDEST = 3;

    /** The gap of at most {@link #WIDEST} characters from {@code start} to before {@code end}. */
    static Gap of(char[] chars, int start, int end) {
        if (end - start > WIDEST || end <= start) {
            return NONE;
        }
        char mark = 0;
        boolean hasSpace = false;
        boolean hasLine = false;
        int marks = 0;
        for (int i = start; i < end; i++) {
            char c = chars[i];
            hasSpace |= c == ' ' || c == '\t';
            hasLine |= c == '\n' || c == '\r';
            if (c > ' ') {
                mark = marks == 0 || mark == '-' || c == ')' || c == '(' ? c : mark;
                marks++;
            }
        }
        if (marks == 0) {
            return hasLine ? LINE : SPACE;
        }
        if (mark == '(' || mark == ')') {
            return hasLine ? NONE : mark == '(' ? OPEN : CLOSE;
        }
        Gap plain = marks > 1 ? NONE : ofMark(mark);
        return plain == NONE || plain == COMMA ? plain : hasSpace || hasLine ? SPACED : plain;
    }

    private static Gap ofMark(char mark) {
        return switch (mark) {
            case '-' -> DASH;
            case '.' -> DOT;
            case '/' -> SLASH;
            case '_' -> UNDERSCORE;
            case ',', '、' -> COMMA;
            case '|', '·', '*', '~', ':', '\\', '"', '\'' -> MARK;
            default -> NONE;
        };
    }

    boolean isBracket() {
        return this == OPEN || this == CLOSE;
    }
}
