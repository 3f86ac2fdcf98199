package dev.strata.engine.text;

/**
 * Applies Jinja's white-space rules to a template's source, since the renderer knows only a part of
 * them.
 *
 * <p>These are {@code -} at either side of a tag, {@code +} before it, {@code trim_blocks} and
 * {@code lstrip_blocks} (both on, as chat templates expect), the end of the source without its last
 * line break, and comments, which are dropped. The result has none of the marks.
 *
 * <p>Source: "Template Designer Documentation", section "Whitespace Control",
 * https://jinja.palletsprojects.com/en/stable/templates/
 */
final class WhitespaceControl {
    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean stripNext;
    private boolean trimNext;

    private WhitespaceControl(String source) {
        this.source = source;
    }

    static String apply(String template) {
        var source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        return new WhitespaceControl(source).run();
    }

    private String run() {
        while (at < source.length()) {
            int tag = nextTag(at);
            text(source.substring(at, tag), tag);
            at = tag;
            if (tag < source.length()) {
                tag();
            }
        }
        return out.toString();
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** Emits the text before the tag at {@code tag}, as the tags around it want it. */
    private void text(String text, int tag) {
        boolean lineStart = out.isEmpty() && at == 0;
        if (stripNext) {
            text = text.stripLeading();
        } else if (trimNext && text.startsWith("\n")) {
            text = text.substring(1);
            lineStart = true;
        }
        if (tag < source.length()) {
            char mark = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            if (mark == '-') {
                text = text.stripTrailing();
            } else if (mark != '+' && source.charAt(tag + 1) != '{') {
                text = withoutIndent(text, lineStart);
            }
        }
        out.append(text);
    }

    /** {@code text} without the blanks of its last line, if that line holds nothing else. */
    private static String withoutIndent(String text, boolean lineStart) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean wholeLine = end == 0 ? lineStart : text.charAt(end - 1) == '\n';
        return wholeLine ? text.substring(0, end) : text;
    }

    private void tag() {
        char kind = source.charAt(at + 1);
        int begin = at + 2;
        char mark = begin < source.length() ? source.charAt(begin) : ' ';
        if (mark == '-' || mark == '+') {
            begin++;
        }
        int close = kind == '#' ? source.indexOf("#}", begin) : close(begin, kind);
        int end = close < 0 ? source.length() : close;
        boolean marked = end > begin && source.charAt(end - 1) == '-';
        boolean kept = kind != '{' && end > begin && source.charAt(end - 1) == '+';
        if (kind != '#') {
            out.append('{').append(kind);
            out.append(source, begin, marked || kept ? end - 1 : end);
            out.append(close < 0 ? "" : source.substring(end, end + 2));
        }
        stripNext = marked;
        trimNext = kind != '{' && !kept;
        at = Math.min(source.length(), end + 2);
    }

    /**
     * Where the tag that began before {@code from} ends, string literals skipped; -1 if nowhere.
     */
    private int close(int from, char kind) {
        char last = kind == '{' ? '}' : '%';
        int braces = 0;
        for (int i = from; i + 1 < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfLiteral(i);
            } else if (c == '{') {
                braces++;
            } else if (braces > 0 && c == '}') {
                braces--;
            } else if (c == last && source.charAt(i + 1) == '}') {
                return i;
            }
        }
        return -1;
    }

    private int endOfLiteral(int from) {
        char quote = source.charAt(from);
        for (int i = from + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == quote) {
                return i;
            }
        }
        return source.length();
    }
}
