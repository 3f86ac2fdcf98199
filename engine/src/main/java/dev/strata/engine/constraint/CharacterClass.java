package dev.strata.engine.constraint;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of characters in a pattern.
 *
 * @param ranges ascending code points, first and last of each, not overlapping
 */
record CharacterClass(List<Range> ranges) {
    private static final int LAST = Character.MAX_CODE_POINT;

    record Range(int first, int last) {}

    static CharacterClass of(int character) {
        return new CharacterClass(List.of(new Range(character, character)));
    }

    /** All but line breaks. */
    static CharacterClass dot() {
        return union(List.of(of('\n'), of('\r'), of(0x2028), of(0x2029))).negated();
    }

    private static CharacterClass union(List<CharacterClass> classes) {
        List<Range> sorted =
                classes.stream()
                        .flatMap(each -> each.ranges().stream())
                        .sorted((a, b) -> Integer.compare(a.first(), b.first()))
                        .toList();
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                Range before = merged.removeLast();
                merged.add(new Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return new CharacterClass(List.copyOf(merged));
    }

    private CharacterClass negated() {
        List<Range> result = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            if (range.first() > from) {
                result.add(new Range(from, range.first() - 1));
            }
            from = range.last() + 1;
        }
        if (from <= LAST) {
            result.add(new Range(from, LAST));
        }
        return new CharacterClass(List.copyOf(result));
    }

    /** What stands behind an opening bracket, up to the closing one. */
    static CharacterClass parse(Pattern pattern) {
        boolean negated = pattern.take('^');
        List<CharacterClass> members = new ArrayList<>();
        while (!pattern.take(']')) {
            CharacterClass member = member(pattern);
            if (pattern.at('-') && member.isSingle()) {
                pattern.take('-');
                if (pattern.at(']')) {
                    members.add(of('-'));
                } else {
                    member = range(pattern, member, member(pattern));
                }
            }
            members.add(member);
        }
        CharacterClass all = union(members);
        return negated ? all.negated() : all;
    }

    private static CharacterClass member(Pattern pattern) {
        return pattern.take('\\') ? escape(pattern) : of(pattern.next());
    }

    private static CharacterClass range(Pattern pattern, CharacterClass from, CharacterClass to) {
        int first = from.ranges().getFirst().first();
        if (!to.isSingle() || to.ranges().getFirst().first() < first) {
            throw pattern.wrong("a range of characters that does not ascend");
        }
        return new CharacterClass(List.of(new Range(first, to.ranges().getFirst().first())));
    }

    private boolean isSingle() {
        return ranges.size() == 1 && ranges.getFirst().first() == ranges.getFirst().last();
    }

    /** What stands behind a backslash. */
    static CharacterClass escape(Pattern pattern) {
        int character = pattern.next();
        return switch (character) {
            case 'd' -> digits();
            case 'D' -> digits().negated();
            case 'w' -> word();
            case 'W' -> word().negated();
            case 's' -> white();
            case 'S' -> white().negated();
            case 'n' -> of('\n');
            case 'r' -> of('\r');
            case 't' -> of('\t');
            case 'f' -> of('\f');
            case 'v' -> of(0x0B);
            case 'u' -> of(hex(pattern));
            default -> {
                if (Character.isLetterOrDigit(character)) {
                    throw pattern.wrong("\\" + Character.toString(character));
                }
                yield of(character);
            }
        };
    }

    private static int hex(Pattern pattern) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(pattern.next(), 16);
            if (digit < 0) {
                throw pattern.wrong("\\u without four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private static CharacterClass digits() {
        return new CharacterClass(List.of(new Range('0', '9')));
    }

    private static CharacterClass word() {
        return union(
                List.of(
                        digits(),
                        new CharacterClass(List.of(new Range('A', 'Z'))),
                        of('_'),
                        new CharacterClass(List.of(new Range('a', 'z')))));
    }

    private static CharacterClass white() {
        return union(
                List.of(
                        new CharacterClass(List.of(new Range('\t', '\r'))),
                        of(' '),
                        of(0xA0),
                        of(0xFEFF)));
    }

    /** One of these characters as it stands in a JSON string. */
    Expr json(Language language) {
        List<Expr> options = new ArrayList<>();
        for (Range range : ranges) {
            for (int c = range.first(); c <= Math.min(range.last(), 0x1F); c++) {
                options.add(language.text("\\u%04x".formatted(c)));
                shortEscape(c, language, options);
            }
            for (int c : new int[] {'"', '\\'}) {
                if (range.first() <= c && c <= range.last()) {
                    options.add(language.text("\\" + (char) c));
                }
            }
            for (Range part :
                    List.of(
                            new Range(0x20, '"' - 1),
                            new Range('"' + 1, '\\' - 1),
                            new Range('\\' + 1, LAST))) {
                options.add(
                        Utf8.range(
                                language,
                                Math.max(part.first(), range.first()),
                                Math.min(part.last(), range.last())));
            }
        }
        return language.anyOf(options);
    }

    private static void shortEscape(int character, Language language, List<Expr> into) {
        int which = "\b\f\n\r\t".indexOf(character);
        if (which >= 0) {
            into.add(language.text("\\" + "bfnrt".charAt(which)));
        }
    }
}
