package dev.strata.router.difficulty;

/** How many characters of each {@link Kind} a text has, found in one pass. */
final class Marks {
    private static final int ASCII = 128;
    private static final Kind[] KINDS = Kind.values();

    /** For each ASCII character one bit for each kind that it is of. */
    private static final int[] OF_ASCII = ofAscii();

    private final int[] counts = new int[KINDS.length];

    /** A kind of characters. */
    enum Kind {
        LINE_END("\n"),
        SENTENCE_END(".!;。！；"),
        MATH("=+*/^<>∑∫√≤≥×÷π%"),
        CODE("{}()[];`_"),
        QUESTION("?？"),
        COMMA(",，"),
        QUOTATION("\"“”「」"),
        DIGIT(""),
        CAPITAL("");

        private final String characters;

        Kind(String characters) {
            this.characters = characters;
        }

        private boolean has(char c) {
            return switch (this) {
                case DIGIT -> Character.isDigit(c);
                case CAPITAL -> Character.isUpperCase(c);
                case LINE_END, SENTENCE_END, MATH, CODE, QUESTION, COMMA, QUOTATION ->
                        characters.indexOf(c) >= 0;
            };
        }
    }

    private Marks() {}

    static Marks of(String text) {
        Marks marks = new Marks();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int kinds = c < ASCII ? OF_ASCII[c] : kinds(c);
            if (kinds != 0) {
                marks.count(kinds);
            }
        }
        return marks;
    }

    private void count(int kinds) {
        for (int left = kinds; left != 0; left &= left - 1) {
            counts[Integer.numberOfTrailingZeros(left)]++;
        }
    }

    int count(Kind kind) {
        return counts[kind.ordinal()];
    }

    private static int[] ofAscii() {
        int[] kinds = new int[ASCII];
        for (char c = 0; c < ASCII; c++) {
            kinds[c] = kinds(c);
        }
        return kinds;
    }

    private static int kinds(char c) {
        int kinds = 0;
        for (Kind kind : KINDS) {
            kinds |= kind.has(c) ? 1 << kind.ordinal() : 0;
        }
        return kinds;
    }
}
