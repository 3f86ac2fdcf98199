package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufOutput;
import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The rotary embedding of a folder's model.
 *
 * @param base of its speeds
 * @param stretch positions are divided by it
 * @param everywhere what the speeds of pairs are divided by; empty for nothing
 * @param factors the same by the length of the context
 */
record FolderRope(double base, double stretch, List<Double> everywhere, Optional<Factors> factors) {
    FolderRope {
        everywhere = List.copyOf(everywhere);
    }

    /**
     * What the speeds of pairs are divided by.
     *
     * @param beyond in contexts that are longer than {@code original}
     * @param within in others
     * @param original tokens of the context that was trained first
     * @param scale of the cosines and sines
     */
    record Factors(List<Double> beyond, List<Double> within, int original, double scale) {
        Factors {
            beyond = List.copyOf(beyond);
            within = List.copyOf(within);
        }
    }

    static FolderRope plain(double base) {
        return stretched(base, 1);
    }

    static FolderRope stretched(double base, double stretch) {
        return new FolderRope(base, stretch, List.of(), Optional.empty());
    }

    /** Whether every pair turns by its place alone, as the base says. */
    boolean isPlain() {
        return stretch == 1 && everywhere.isEmpty() && factors.isEmpty();
    }

    /** Says it in the metadata of a model file whose keys begin with {@code a}. */
    void putInto(GgufOutput out, String a) {
        out.real(a + "rope.freq_base", (float) base);
        if (stretch != 1) {
            out.text(a + "rope.scaling.type", "linear");
            out.real(a + "rope.scaling.factor", (float) stretch);
        }
        if (!everywhere.isEmpty()) {
            tensor(out, "rope_freqs.weight", everywhere);
        }
        factors.ifPresent(each -> {
            out.text(a + "rope.scaling.type", "longrope");
            out.whole(a + "rope.scaling.original_context_length", each.original());
            out.real(a + "rope.scaling.attn_factor", (float) each.scale());
            tensor(out, "rope_factors_long.weight", each.beyond());
            tensor(out, "rope_factors_short.weight", each.within());
        });
    }

    private static void tensor(GgufOutput out, String name, List<Double> numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(number -> bytes.putFloat(number.floatValue()));
        out.tensor(
                name,
                TensorType.F32,
                List.of((long) numbers.size()),
                sink -> sink.write(bytes.array(), bytes.capacity()));
    }
}
