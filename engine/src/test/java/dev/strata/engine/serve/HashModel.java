package dev.strata.engine.serve;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strata.engine.ModelInfo;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.text.RenderedPrompt;
import dev.strata.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that computes exactly: the logits of a position are a hash of the tokens up to it, and
 * the hash of what is before is read from the KV cache. Whatever mixes slots or prefixes up changes
 * its answers. It likes to repeat itself, so that guesses are often right.
 */
final class HashModel implements Runner {
    static final int VOCABULARY = 48;
    static final KvShape SHAPE = new KvShape(1, 1, 16);

    private final KvSlabs kv;
    private final float[][] rows = new float[64][];
    private volatile float added;
    private volatile Runnable whileChunk = () -> {};
    private final AtomicInteger chunks = new AtomicInteger();

    HashModel(int slots, int context) {
        this.kv = KvSlabs.reserve(SHAPE, slots, context);
    }

    static ModelInfo info(int context) {
        return new ModelInfo(
                "hash", "sha", "sha", "sha", "hash", "exact", "cpu", context, VOCABULARY, 1, 0);
    }

    /** From now on {@code added} is added to all logits. */
    void breakLogits(float added) {
        this.added = added;
    }

    /** From now on {@code action} runs within every chunk of a prompt. */
    void whileChunk(Runnable action) {
        whileChunk = action;
    }

    /** Chunks so far. */
    int chunks() {
        return chunks.get();
    }

    @Override
    public KvSlabs kv() {
        return kv;
    }

    @Override
    public void chunk(int slot, Sequence sequence, int tokens, int firstRow) {
        chunks.incrementAndGet();
        whileChunk.run();
        int end = sequence.computed() + tokens;
        for (int at = sequence.computed(); at < end; at++) {
            compute(slot, sequence, at);
            if (at >= firstRow) {
                rows[at - firstRow] = logits(slot, sequence, at);
            }
        }
    }

    @Override
    public void step(int firstSlot, Sequence... sequences) {
        for (int i = 0; i < sequences.length; i++) {
            int at = sequences[i].computed();
            compute(firstSlot + i, sequences[i], at);
            rows[i] = logits(firstSlot + i, sequences[i], at);
        }
    }

    private void compute(int slot, Sequence sequence, int at) {
        kv.touch(slot, at + 1);
        int before = at == 0 ? 1 : read(slot, at - 1);
        int own = mix(before, sequence.at(at) + adapter(sequence));
        kv.keys(0, slot).setAtIndex(JAVA_INT, index(at), own);
        kv.values(0, slot).setAtIndex(JAVA_INT, index(at), ~own);
    }

    /** An adapter changes everything that is computed with it. */
    private static int adapter(Sequence sequence) {
        return sequence.adapter().map(lease -> lease.key().hashCode()).orElse(0);
    }

    private int read(int slot, int at) {
        int key = kv.keys(0, slot).getAtIndex(JAVA_INT, index(at));
        return key == ~kv.values(0, slot).getAtIndex(JAVA_INT, index(at)) ? key : -1;
    }

    private float[] logits(int slot, Sequence sequence, int at) {
        int all = read(slot, at);
        int last = mix(sequence.at(at), at == 0 ? 0 : sequence.at(at - 1));
        float[] logits = new float[VOCABULARY];
        for (int id = 0; id < VOCABULARY; id++) {
            logits[id] = 6 * unit(mix(last, id)) + unit(mix(all, id)) + added;
        }
        return logits;
    }

    private static long index(int at) {
        return (long) at * SHAPE.headDimension();
    }

    private static int mix(int a, int b) {
        int h = (a * 0x9E3779B1) ^ (b + 0x7F4A7C15) * 0x85EBCA6B;
        return (h ^ h >>> 15) * 0xC2B2AE35;
    }

    private static float unit(int hash) {
        return (hash >>> 8) / (float) (1 << 24);
    }

    @Override
    public float[] logits(int index) {
        return rows[index].clone();
    }

    @Override
    public void close() {
        kv.close();
    }

    /** Tokens are letters; the last id ends an answer. */
    static final class Letters implements Tokenizer {
        @Override
        public TokenIds encode(String text) {
            return TokenIds.of(text.chars().map(c -> c % VOCABULARY).toArray());
        }

        @Override
        public TokenIds encode(RenderedPrompt prompt) {
            return TokenIds.empty();
        }

        @Override
        public TokenBytes bytes(int id) {
            return TokenBytes.of(
                    Character.toString((char) ('A' + id)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean isEnd(int id) {
            return id == VOCABULARY - 1;
        }

        @Override
        public boolean isControl(int id) {
            return isEnd(id);
        }

        @Override
        public int size() {
            return VOCABULARY;
        }

        @Override
        public String sha256() {
            return "sha";
        }
    }
}
