package dev.strata.engine.constraint;

import dev.strata.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vocabulary's tokens in the order of their bytes, so that tokens with a common beginning are
 * walked together. Immutable.
 */
final class Vocabulary {
    private final int size;
    private final int[] ids;
    private final byte[][] bytes;

    /** Bytes that a token shares with the one before it. */
    private final int[] shared;

    private final int[] ends;
    private final int longest;

    private record Entry(int id, byte[] bytes) {}

    private Vocabulary(int size, List<Entry> entries, int[] ends) {
        this.size = size;
        this.ids = entries.stream().mapToInt(Entry::id).toArray();
        this.bytes = entries.stream().map(Entry::bytes).toArray(byte[][]::new);
        this.shared = new int[ids.length];
        int most = 0;
        for (int i = 0; i < ids.length; i++) {
            int differs = i == 0 ? 0 : Arrays.mismatch(bytes[i - 1], bytes[i]);
            shared[i] = differs < 0 ? bytes[i].length : differs;
            most = Math.max(most, bytes[i].length);
        }
        this.ends = ends;
        this.longest = most;
    }

    static Vocabulary of(Tokenizer tokenizer) {
        List<Entry> entries = new ArrayList<>(tokenizer.size());
        List<Integer> ends = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
            if (tokenizer.isEnd(id)) {
                ends.add(id);
            } else if (!tokenizer.isControl(id)) {
                byte[] bytes = tokenizer.bytes(id).toArray();
                if (bytes.length > 0) {
                    entries.add(new Entry(id, bytes));
                }
            }
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
        return new Vocabulary(
                tokenizer.size(), entries, ends.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The tokens that may come in {@code state}; end tokens where what came is an answer. */
    TokenMask mask(State state) {
        long[] allowed = new long[Math.ceilDiv(size, Long.SIZE)];
        State[] path = new State[longest + 1];
        path[0] = state;
        int alive = 0; // bytes of the token before that led somewhere
        for (int i = 0; i < ids.length; i++) {
            int at = shared[i];
            if (at > alive) {
                continue; // begins with what led nowhere
            }
            byte[] token = bytes[i];
            while (at < token.length) {
                State next = path[at].after(token[at] & 0xff);
                if (next.dead()) {
                    break;
                }
                path[++at] = next;
            }
            alive = at;
            if (at == token.length) {
                allowed[ids[i] >> 6] |= 1L << ids[i];
            }
        }
        if (state.accepts()) {
            for (int end : ends) {
                allowed[end >> 6] |= 1L << end;
            }
        }
        return new TokenMask(allowed);
    }

    /** The state after the token's bytes. */
    static State after(State state, byte[] token) {
        State result = state;
        for (byte each : token) {
            result = result.after(each & 0xff);
        }
        return result;
    }
}
