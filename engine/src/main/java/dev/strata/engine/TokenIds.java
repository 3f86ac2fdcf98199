package dev.strata.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An immutable sequence of token ids. */
public final class TokenIds {
    private static final TokenIds EMPTY = new TokenIds(new int[0]);

    private final int[] ids;

    private TokenIds(int[] ids) {
        this.ids = ids;
    }

    /** Copies {@code ids}. */
    public static TokenIds of(int... ids) {
        return ids.length == 0 ? EMPTY : new TokenIds(ids.clone());
    }

    /** The empty sequence. */
    public static TokenIds empty() {
        return EMPTY;
    }

    /** The number of ids. */
    public int size() {
        return ids.length;
    }

    /** The id at {@code index}, 0-based. */
    public int at(int index) {
        return ids[index];
    }

    /** The ids from {@code from} (inclusive) to {@code to} (exclusive). */
    public TokenIds slice(int from, int to) {
        return new TokenIds(Arrays.copyOfRange(ids, from, to));
    }

    /** This sequence followed by {@code other}. */
    public TokenIds concat(TokenIds other) {
        int[] all = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, all, ids.length, other.ids.length);
        return new TokenIds(all);
    }

    /** The ids in order. */
    public IntStream stream() {
        return Arrays.stream(ids);
    }

    /** A fresh array of the ids. */
    public int[] toArray() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
