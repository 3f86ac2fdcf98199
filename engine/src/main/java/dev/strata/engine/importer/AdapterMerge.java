package dev.strata.engine.importer;

import dev.strata.engine.EngineException;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.adapter.Projection;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufRewrite;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Makes one model file of a model file and a LoRA adapter. */
public final class AdapterMerge {
    private AdapterMerge() {}

    /**
     * Writes {@code gguf} with an adapter in its weights: the changed matrices as F16, all else as
     * it is.
     *
     * @param folder of the adapter, as PEFT saves it
     * @param baseNames that the adapter may name its base by, beside the file's own name
     * @param target must not exist; appears whole or not at all
     * @throws EngineException with BAD_MODEL where either is unsupported or they do not fit; with
     *     INVALID_REQUEST where the target is taken; with RUNTIME where it cannot be written
     */
    public static void write(
            Path gguf, Path folder, List<String> baseNames, Path target, DoubleConsumer progress) {
        try (GgufFile file = GgufFile.open(gguf)) {
            Blueprint blueprint = Blueprint.of(file, "");
            AdapterBase base = blueprint.shape().adapterBase(baseNames);
            try (LoraAdapter adapter = LoraAdapter.open(folder, base)) {
                GgufRewrite rewrite =
                        new GgufRewrite(file)
                                .set(
                                        "general.name",
                                        blueprint.shape().name() + " " + folder.getFileName())
                                .set("strata.adapter." + adapter.sha256(), folder.toString());
                for (LoraAdapter.Part part : adapter.parts()) {
                    rewrite.change(
                            part.projection().tensor(part.layer()),
                            new Sum(adapter, part, pairedHeads(blueprint, part.projection())));
                }
                rewrite.write(target, progress);
            }
        }
    }

    private static int pairedHeads(Blueprint blueprint, Projection projection) {
        if (!blueprint.architecture().has(Architecture.Trait.PAIRED_ROPE_ROWS)) {
            return 0;
        }
        return switch (projection) {
            case QUERY -> blueprint.shape().heads();
            case KEY -> blueprint.shape().kvHeads();
            case VALUE, OUTPUT, GATE, UP, DOWN -> 0;
        };
    }

    /** A matrix and its adapter's part, whose numbers are held from the first row to the last. */
    private static final class Sum implements GgufRewrite.Change {
        private final LoraAdapter adapter;
        private final LoraAdapter.Part part;
        private final int pairedHeads;
        private float @Nullable [] down;
        private float @Nullable [] up;

        Sum(LoraAdapter adapter, LoraAdapter.Part part, int pairedHeads) {
            this.adapter = adapter;
            this.part = part;
            this.pairedHeads = pairedHeads;
        }

        @Override
        public TensorType type() {
            return TensorType.F16;
        }

        @Override
        public float[] row(GgufTensor tensor, long row) {
            float[] narrow = down == null ? down = adapter.down(part) : down;
            float[] wide = up == null ? up = adapter.up(part) : up;
            int from = Math.toIntExact(new Matrix(tensor, pairedHeads).target(row)) * part.rank();
            float[] numbers = tensor.row(row);
            for (int k = 0; k < part.rank(); k++) {
                float factor = part.scale() * wide[from + k];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] += factor * narrow[k * numbers.length + i];
                }
            }
            if (row == tensor.rows() - 1) {
                down = null;
                up = null;
            }
            return numbers;
        }
    }
}
