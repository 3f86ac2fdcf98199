package dev.strata.engine.constraint;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers between whole bounds.
 *
 * @param low the least; {@code -Digits.LARGEST} for none
 * @param lowOut {@code low} itself is not allowed
 * @param high the largest; {@code Digits.LARGEST} for none
 * @param highOut {@code high} itself is not allowed
 */
record Bounds(long low, boolean lowOut, long high, boolean highOut) {

    static Bounds none() {
        return new Bounds(-Digits.LARGEST, false, Digits.LARGEST, false);
    }

    boolean unbounded() {
        return equals(none());
    }

    /** True where no number lies between. */
    boolean empty() {
        return low > high || (low == high && (lowOut || highOut));
    }

    Expr integers(Language language) {
        long least = lowOut ? low + 1 : low;
        long most = highOut ? high - 1 : high;
        return language.anyOf(
                Digits.between(language, Math.max(0, least), most),
                language.then(
                        language.text("-"), Digits.between(language, Math.max(1, -most), -least)));
    }

    Expr numbers(Language language, JsonText json) {
        Expr positive = magnitudes(language, json, low, lowOut, high, highOut);
        Expr negative = magnitudes(language, json, -high, highOut, -low, lowOut);
        return language.anyOf(positive, language.then(language.text("-"), negative));
    }

    /** Numbers of at least zero between the bounds, which may be negative. */
    private static Expr magnitudes(
            Language language,
            JsonText json,
            long low,
            boolean lowOut,
            long high,
            boolean highOut) {
        if (high < 0 || (high == 0 && highOut)) {
            return language.never();
        }
        if (low < 0) {
            return magnitudes(language, json, 0, false, high, highOut);
        }
        List<Expr> options = new ArrayList<>();
        // between whole numbers anything may stand behind the point
        options.add(
                language.then(
                        Digits.between(language, lowOut ? low + 1 : low, high - 1),
                        language.optional(json.fraction())));
        if (lowOut && low < high) {
            options.add(language.then(Digits.between(language, low, low), json.positiveFraction()));
        }
        if (!highOut && !(lowOut && low == high)) {
            options.add(
                    language.then(
                            Digits.between(language, high, high),
                            language.optional(json.zeroFraction())));
        }
        return language.anyOf(options);
    }
}
