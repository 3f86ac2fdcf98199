package dev.strata.engine.constraint;

import java.util.BitSet;
import java.util.List;

/**
 * An expression for a set of byte strings.
 *
 * <p>Expressions of one {@link Language} are interned: equal ones are the same object, so identity
 * is equality. Immutable.
 */
sealed interface Expr {

    /** True where the empty string belongs to it. */
    boolean nullable();

    /** Nothing, not even the empty string. */
    record Never() implements Expr {
        @Override
        public boolean nullable() {
            return false;
        }
    }

    /** The empty string alone. */
    record Empty() implements Expr {
        @Override
        public boolean nullable() {
            return true;
        }
    }

    /** One byte of a set. */
    record Bytes(BitSet set) implements Expr {
        @Override
        public boolean nullable() {
            return false;
        }
    }

    /** {@code first}, then {@code rest}. */
    record Then(Expr first, Expr rest, boolean nullable) implements Expr {}

    /** Any of at least two. */
    record AnyOf(List<Expr> options, boolean nullable) implements Expr {}

    /**
     * {@code what} repeated.
     *
     * @param most {@link #UNBOUNDED} for any number
     */
    record Repeat(Expr what, int least, int most, boolean nullable) implements Expr {
        static final int UNBOUNDED = Integer.MAX_VALUE;
    }

    /**
     * A definition by its number, for languages that recur; its definition takes a byte at least.
     */
    record Ref(int definition) implements Expr {
        @Override
        public boolean nullable() {
            return false;
        }
    }
}
