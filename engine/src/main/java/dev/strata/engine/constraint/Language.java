package dev.strata.engine.constraint;

import dev.strata.engine.constraint.Expr.AnyOf;
import dev.strata.engine.constraint.Expr.Bytes;
import dev.strata.engine.constraint.Expr.Empty;
import dev.strata.engine.constraint.Expr.Never;
import dev.strata.engine.constraint.Expr.Ref;
import dev.strata.engine.constraint.Expr.Repeat;
import dev.strata.engine.constraint.Expr.Then;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds interned expressions, and derives them: what may follow after a byte (Brzozowski 1964).
 *
 * <p>One thread at a time.
 */
final class Language {
    private static final Expr NEVER = new Never();
    private static final Expr EMPTY = new Empty();

    private final Map<Key, Expr> interned = new HashMap<>();
    private final Map<Expr, Integer> numbers = new IdentityHashMap<>();
    private final List<@Nullable Expr> definitions = new ArrayList<>();

    /** What an expression is made of; parts by number, so that comparing does not descend. */
    private record Key(String kind, List<Integer> parts, @Nullable BitSet bytes) {}

    Expr never() {
        return NEVER;
    }

    Expr empty() {
        return EMPTY;
    }

    Expr bytes(BitSet set) {
        if (set.isEmpty()) {
            return NEVER;
        }
        return intern(new Key("bytes", List.of(), set), new Bytes(set));
    }

    /** One byte from {@code first} to {@code last}. */
    Expr range(int first, int last) {
        BitSet set = new BitSet(256);
        set.set(first, last + 1);
        return bytes(set);
    }

    /** One of the characters of {@code ascii}. */
    Expr oneOf(String ascii) {
        BitSet set = new BitSet(256);
        ascii.chars().forEach(set::set);
        return bytes(set);
    }

    /** {@code text} in UTF-8. */
    Expr text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Expr result = EMPTY;
        for (int i = bytes.length - 1; i >= 0; i--) {
            result = then(range(bytes[i] & 0xff, bytes[i] & 0xff), result);
        }
        return result;
    }

    Expr sequence(Expr... parts) {
        Expr result = EMPTY;
        for (int i = parts.length - 1; i >= 0; i--) {
            result = then(parts[i], result);
        }
        return result;
    }

    Expr then(Expr first, Expr rest) {
        if (first == NEVER || rest == NEVER) {
            return NEVER;
        }
        if (first == EMPTY) {
            return rest;
        }
        if (rest == EMPTY) {
            return first;
        }
        if (first instanceof Then(Expr head, Expr tail, boolean _)) {
            return then(head, then(tail, rest));
        }
        return intern(
                new Key("then", List.of(number(first), number(rest)), null),
                new Then(first, rest, first.nullable() && rest.nullable()));
    }

    Expr anyOf(Expr... options) {
        return anyOf(List.of(options));
    }

    Expr anyOf(Collection<Expr> options) {
        TreeMap<Integer, Expr> flat = new TreeMap<>();
        BitSet single = new BitSet(256);
        options.forEach(option -> flatten(option, flat, single));
        if (!single.isEmpty()) {
            Expr merged = bytes(single);
            flat.put(number(merged), merged);
        }
        if (flat.isEmpty()) {
            return NEVER;
        }
        if (flat.size() == 1) {
            return flat.firstEntry().getValue();
        }
        boolean nullable = flat.values().stream().anyMatch(Expr::nullable);
        return intern(
                new Key("any", List.copyOf(flat.keySet()), null),
                new AnyOf(List.copyOf(flat.values()), nullable));
    }

    private void flatten(Expr option, Map<Integer, Expr> into, BitSet single) {
        switch (option) {
            case Never _ -> {}
            case Bytes(BitSet set) -> single.or(set);
            case AnyOf(List<Expr> options, boolean _) ->
                    options.forEach(each -> flatten(each, into, single));
            case Empty _, Then _, Repeat _, Ref _ -> into.put(number(option), option);
        }
    }

    Expr optional(Expr what) {
        return anyOf(what, EMPTY);
    }

    Expr any(Expr what) {
        return repeat(what, 0, Repeat.UNBOUNDED);
    }

    Expr repeat(Expr what, int least, int most) {
        if (most == 0 || what == EMPTY) {
            return EMPTY;
        }
        if (what == NEVER) {
            return least == 0 ? EMPTY : NEVER;
        }
        if (least == 1 && most == 1) {
            return what;
        }
        return intern(
                new Key("repeat", List.of(number(what), least, most), null),
                new Repeat(what, least, most, least == 0 || what.nullable()));
    }

    /** A name for what {@link #define} says later. */
    Ref declare() {
        definitions.add(null);
        return new Ref(definitions.size() - 1);
    }

    /** Says what {@code ref} is; it must take a byte before it recurs, see {@link #recursEmpty}. */
    void define(Ref ref, Expr what) {
        definitions.set(ref.definition(), what);
    }

    private Expr definition(int number) {
        return Objects.requireNonNull(definitions.get(number), "declared and never defined");
    }

    /** True where {@code ref} may come to itself, or to nothing, without taking a byte. */
    boolean recursEmpty(Ref ref) {
        return reaches(definition(ref.definition()), ref, new ArrayList<>());
    }

    private boolean reaches(Expr from, Ref target, List<Ref> seen) {
        return switch (from) {
            case Never _, Empty _, Bytes _ -> false;
            case Then(Expr first, Expr rest, boolean _) ->
                    reaches(first, target, seen)
                            || (first.nullable() && reaches(rest, target, seen));
            case AnyOf(List<Expr> options, boolean _) ->
                    options.stream().anyMatch(each -> reaches(each, target, seen));
            case Repeat(Expr what, int _, int _, boolean _) -> reaches(what, target, seen);
            case Ref ref -> {
                if (ref.equals(target)) {
                    yield true;
                }
                if (seen.contains(ref)) {
                    yield false;
                }
                seen.add(ref);
                yield reaches(definition(ref.definition()), target, seen);
            }
        };
    }

    /** What may follow {@code value} (0 to 255) in the strings of {@code of}. */
    Expr after(Expr of, int value) {
        return switch (of) {
            case Never _, Empty _ -> NEVER;
            case Bytes(BitSet set) -> set.get(value) ? EMPTY : NEVER;
            case Then(Expr first, Expr rest, boolean _) -> {
                Expr through = then(after(first, value), rest);
                yield first.nullable() ? anyOf(through, after(rest, value)) : through;
            }
            case AnyOf(List<Expr> options, boolean _) ->
                    anyOf(options.stream().map(each -> after(each, value)).toList());
            case Repeat(Expr what, int least, int most, boolean _) ->
                    then(
                            after(what, value),
                            repeat(
                                    what,
                                    Math.max(0, least - 1),
                                    most == Repeat.UNBOUNDED ? most : most - 1));
            case Ref(int definition) -> after(definition(definition), value);
        };
    }

    /** Expressions that are kept. */
    int size() {
        return interned.size();
    }

    /** Drops what is kept; expressions stay valid, only equal ones are no longer the same. */
    void forget() {
        interned.clear();
        numbers.clear();
    }

    private Expr intern(Key key, Expr fresh) {
        return interned.computeIfAbsent(key, _ -> fresh);
    }

    private int number(Expr expr) {
        if (expr instanceof Ref(int definition)) {
            return -1 - definition;
        }
        Integer number = numbers.putIfAbsent(expr, numbers.size());
        return number == null ? numbers.size() - 1 : number;
    }
}
