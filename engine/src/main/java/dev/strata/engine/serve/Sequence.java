package dev.strata.engine.serve;

import dev.strata.engine.TokenIds;
import java.util.Arrays;
import java.util.Optional;

/**
 * The tokens of a job, known or guessed, and how many of them the KV cache holds.
 *
 * <p>Owned by the engine thread.
 */
final class Sequence {
    private int[] ids;
    private int length;
    private int computed;
    private int firstRow;
    private boolean exactOnly;
    private Optional<AdapterLease> adapter = Optional.empty();

    /**
     * @param known tokens to compute
     * @param firstRow the first position whose logits are wanted
     */
    Sequence(TokenIds known, int firstRow) {
        this.ids = known.toArray();
        this.length = ids.length;
        this.firstRow = firstRow;
    }

    int at(int position) {
        return ids[position];
    }

    int length() {
        return length;
    }

    /** Tokens that the KV cache holds. */
    int computed() {
        return computed;
    }

    /** The tokens that the KV cache holds. */
    TokenIds held() {
        return TokenIds.of(Arrays.copyOf(ids, computed));
    }

    /** All known tokens. */
    TokenIds known() {
        return TokenIds.of(Arrays.copyOf(ids, length));
    }

    /** Tokens that are still to be computed. */
    int pending() {
        return length - computed;
    }

    /** The first position, not before {@link #computed}, whose logits are wanted. */
    int firstRow() {
        return Math.max(firstRow, computed);
    }

    /** No token of this may be computed by another than the exact graph. */
    void demandExact() {
        exactOnly = true;
    }

    boolean exactOnly() {
        return exactOnly;
    }

    /** All of this is computed with {@code lease}'s adapter. */
    void adapt(AdapterLease lease) {
        adapter = Optional.of(lease);
    }

    /** Empty where the model computes it alone. */
    Optional<AdapterLease> adapter() {
        return adapter;
    }

    void append(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, 2 * length));
        }
        ids[length++] = id;
    }

    /** Drops what was guessed from {@code position} on. */
    void cut(int position) {
        length = position;
        computed = Math.min(computed, position);
    }

    void advance(int tokens) {
        computed += tokens;
    }

    /** Positions before {@code position} need no logits any more. */
    void rowsFrom(int position) {
        firstRow = position;
    }

    /** The KV cache holds the first {@code tokens} tokens, and no more. */
    void startAt(int tokens) {
        computed = tokens;
    }
}
