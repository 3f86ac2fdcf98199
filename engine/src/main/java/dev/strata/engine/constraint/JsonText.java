package dev.strata.engine.constraint;

import dev.strata.engine.constraint.Expr.Ref;
import dev.strata.engine.constraint.Expr.Repeat;
import java.util.BitSet;
import java.util.List;

/**
 * The pieces of JSON text (RFC 8259), a little narrower than JSON itself: white space is bounded,
 * so that an answer cannot run in circles, and numbers have at most so many digits.
 */
final class JsonText {
    private static final int MOST_INDENT = 32;
    private static final int MOST_FRACTION_DIGITS = 16;
    private static final String ESCAPES = "\"\\/bfnrt";

    private final Language language;
    private final Ref anyValue;

    /** Nothing, one space, or a line break with its indent. */
    final Expr space;

    /** A character of a string, escaped where it must be. */
    final Expr character;

    JsonText(Language language) {
        this.language = language;
        this.space =
                language.optional(
                        language.anyOf(
                                language.text(" "),
                                language.then(
                                        language.text("\n"),
                                        language.repeat(language.text(" "), 0, MOST_INDENT))));
        this.character = language.anyOf(plain(), escaped());
        this.anyValue = language.declare();
        language.define(anyValue, defineAnyValue());
    }

    private Expr plain() {
        BitSet ascii = new BitSet(256);
        ascii.set(0x20, 0x80);
        ascii.clear('"');
        ascii.clear('\\');
        return language.anyOf(language.bytes(ascii), Utf8.range(language, 0x80, 0x10FFFF));
    }

    /** Without surrogates: what needs them comes as UTF-8. */
    private Expr escaped() {
        Expr hex = language.oneOf("0123456789abcdefABCDEF");
        Expr notSurrogate =
                language.anyOf(
                        language.sequence(language.oneOf("0123456789abcefABCEF"), hex, hex, hex),
                        language.sequence(
                                language.oneOf("dD"), language.oneOf("01234567"), hex, hex));
        return language.then(
                language.text("\\"),
                language.anyOf(
                        language.oneOf(ESCAPES), language.then(language.text("u"), notSurrogate)));
    }

    /**
     * A string of so many characters.
     *
     * @param most {@link Repeat#UNBOUNDED} for any number
     */
    Expr string(int least, int most) {
        return quoted(language.repeat(character, least, most));
    }

    Expr quoted(Expr characters) {
        return language.sequence(language.text("\""), characters, language.text("\""));
    }

    /** A number without bounds. */
    Expr number() {
        Expr exponent =
                language.sequence(
                        language.oneOf("eE"),
                        language.optional(language.oneOf("+-")),
                        language.repeat(digit(), 1, 2));
        return language.sequence(
                integer(), language.optional(fraction()), language.optional(exponent));
    }

    /** An integer without bounds. */
    Expr integer() {
        return language.then(
                language.optional(language.text("-")), Digits.between(language, 0, Digits.LARGEST));
    }

    /** A point and digits. */
    Expr fraction() {
        return language.then(language.text("."), language.repeat(digit(), 1, MOST_FRACTION_DIGITS));
    }

    /** A point and digits that are not all zero. */
    Expr positiveFraction() {
        return language.sequence(
                language.text("."),
                language.repeat(language.text("0"), 0, MOST_FRACTION_DIGITS / 2),
                language.range('1', '9'),
                language.repeat(digit(), 0, MOST_FRACTION_DIGITS / 2));
    }

    /** A point and zeros. */
    Expr zeroFraction() {
        return language.then(
                language.text("."), language.repeat(language.text("0"), 1, MOST_FRACTION_DIGITS));
    }

    private Expr digit() {
        return language.range('0', '9');
    }

    /** Any JSON value. */
    Expr anyValue() {
        return anyValue;
    }

    private Expr defineAnyValue() {
        return language.anyOf(
                string(0, Repeat.UNBOUNDED),
                number(),
                language.text("true"),
                language.text("false"),
                language.text("null"),
                map(anyValue, 0, Repeat.UNBOUNDED),
                list(anyValue, 0, Repeat.UNBOUNDED));
    }

    /** An object of any names. */
    Expr map(Expr value, int least, int most) {
        Expr pair = member(string(0, Repeat.UNBOUNDED), value);
        return language.sequence(language.text("{"), separated(pair, least, most), close("}"));
    }

    /** An array of so many items. */
    Expr list(Expr item, int least, int most) {
        return language.sequence(
                language.text("["), separated(language.then(space, item), least, most), close("]"));
    }

    /** White space, a name, a colon and its value. */
    Expr member(Expr name, Expr value) {
        return language.sequence(space, name, language.text(":"), space, value);
    }

    /** Items, which begin with their own white space, with commas between. */
    private Expr separated(Expr item, int least, int most) {
        if (most == 0) {
            return language.empty();
        }
        Expr further =
                language.repeat(
                        language.then(language.text(","), item),
                        Math.max(0, least - 1),
                        most == Repeat.UNBOUNDED ? most : most - 1);
        Expr some = language.then(item, further);
        return least == 0 ? language.optional(some) : some;
    }

    /** White space and {@code bracket}. */
    Expr close(String bracket) {
        return language.then(space, language.text(bracket));
    }

    /**
     * Items in order with commas between; those after {@code least} may be left out from the end.
     */
    Expr tuple(List<Expr> items, int least, Expr rest) {
        Expr tail = rest;
        for (int i = items.size() - 1; i >= 0; i--) {
            Expr item = language.then(space, items.get(i));
            Expr here = i == 0 ? item : language.then(language.text(","), item);
            Expr through = language.then(here, tail);
            tail = i < least ? through : language.optional(through);
        }
        return language.sequence(language.text("["), tail, close("]"));
    }
}
