package dev.strata.engine.constraint;

import dev.strata.engine.EngineException;
import dev.strata.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression of a schema as the JSON text of the strings that it matches: literals,
 * classes, {@code . \d \w \s}, groups, alternatives, {@code * + ? {n,m}}, and anchors at its ends.
 * No look-around, references or word bounds.
 */
final class Pattern {
    private static final int MOST_REPEATS = 1_000;

    private final Language language;
    private final JsonText json;
    private final String at;
    private final int[] text;
    private int position;

    private Pattern(Language language, JsonText json, String at, String text) {
        this.language = language;
        this.json = json;
        this.at = at;
        this.text = text.codePoints().toArray();
    }

    /**
     * The characters, without quotes, of strings in which {@code text} matches somewhere.
     *
     * @param at where the schema has it, for errors
     * @throws EngineException INVALID_REQUEST where it is not understood
     */
    static Expr characters(Language language, JsonText json, String at, String text) {
        Pattern pattern = new Pattern(language, json, at, text);
        boolean fromStart = pattern.take('^');
        Expr middle = pattern.alternatives(fromStart);
        boolean toEnd = pattern.take('$');
        if (pattern.position < pattern.text.length) {
            throw pattern.wrong("unexpected " + pattern.here());
        }
        Expr any = language.any(json.character);
        return language.sequence(
                fromStart ? language.empty() : any, middle, toEnd ? language.empty() : any);
    }

    private Expr alternatives(boolean anchored) {
        List<Expr> options = new ArrayList<>();
        options.add(sequence());
        while (take('|')) {
            options.add(sequence());
        }
        if (options.size() > 1 && (anchored || at('$'))) {
            throw wrong("alternatives beside an anchor; put them into a group");
        }
        return language.anyOf(options);
    }

    private Expr sequence() {
        Expr result = language.empty();
        while (position < text.length && !at('|') && !at(')') && !at('$')) {
            result = language.then(result, repeated(atom()));
        }
        return result;
    }

    private Expr repeated(Expr atom) {
        Expr result = atom;
        if (take('*')) {
            result = language.any(atom);
        } else if (take('+')) {
            result = language.repeat(atom, 1, Repeat.UNBOUNDED);
        } else if (take('?')) {
            result = language.optional(atom);
        } else if (take('{')) {
            int least = number();
            int most = take(',') ? (at('}') ? Repeat.UNBOUNDED : number()) : least;
            need('}');
            if (most < least) {
                throw wrong("a repetition from %d to %d".formatted(least, most));
            }
            result = language.repeat(atom, least, most);
        } else {
            return atom;
        }
        take('?'); // shortest first matches the same strings
        return result;
    }

    private Expr atom() {
        if (take('(')) {
            if (take('?')) {
                need(':');
            }
            Expr inner = alternatives(false);
            need(')');
            return inner;
        }
        if (take('[')) {
            return encoded(CharacterClass.parse(this));
        }
        if (take('.')) {
            return encoded(CharacterClass.dot());
        }
        if (at('*') || at('+') || at('?') || at('{') || at('^')) {
            throw wrong("unexpected " + here());
        }
        return encoded(take('\\') ? CharacterClass.escape(this) : CharacterClass.of(next()));
    }

    private Expr encoded(CharacterClass characters) {
        return characters.json(language);
    }

    private int number() {
        int value = 0;
        int from = position;
        while (position < text.length && text[position] >= '0' && text[position] <= '9') {
            value = value * 10 + (text[position++] - '0');
            if (value > MOST_REPEATS) {
                throw wrong("more than %d repetitions".formatted(MOST_REPEATS));
            }
        }
        if (from == position) {
            throw wrong("a repetition without a number");
        }
        return value;
    }

    /** The next character, which is taken. */
    int next() {
        if (position == text.length) {
            throw wrong("an end too early");
        }
        return text[position++];
    }

    boolean at(int character) {
        return position < text.length && text[position] == character;
    }

    boolean take(int character) {
        if (at(character)) {
            position++;
            return true;
        }
        return false;
    }

    private void need(int character) {
        if (!take(character)) {
            throw wrong("no '%c' before %s".formatted(character, here()));
        }
    }

    private String here() {
        return position == text.length
                ? "its end"
                : "'%s' at %d".formatted(Character.toString(text[position]), position);
    }

    EngineException wrong(String what) {
        return BadSchema.of(
                at,
                "has a pattern that is not understood",
                "literals, classes, groups, alternatives, repetitions, anchors at the ends",
                what,
                "simplify it");
    }
}
