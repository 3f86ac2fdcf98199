package dev.strata.engine.importer;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufRewrite;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Makes a model file of 8 bits a weight of one with 16 or 32. */
public final class Quantisation {
    private static final int Q8_0_FILE_TYPE = 7;

    /** Small, and what it rounds would send tokens to other experts. */
    private static final String ROUTER = "ffn_gate_inp.weight";

    private Quantisation() {}

    /** Rounds a matrix to 8 bits, with a scale for each 32 numbers. */
    private static final GgufRewrite.Change ROUNDED =
            new GgufRewrite.Change() {
                @Override
                public TensorType type() {
                    return TensorType.Q8_0;
                }

                @Override
                public float[] row(GgufTensor tensor, long row) {
                    return tensor.row(row);
                }
            };

    /**
     * Writes {@code gguf} with its F32, F16 and BF16 matrices as Q8_0; vectors stay as they are.
     *
     * @param target must not exist; appears whole or not at all
     * @throws EngineException with BAD_MODEL where the model is unsupported, or has nothing to be
     *     quantised; with INVALID_REQUEST where the target is taken; with RUNTIME where it cannot
     *     be written
     */
    public static void write(Path gguf, Path target, DoubleConsumer progress) {
        try (GgufFile file = GgufFile.open(gguf)) {
            var _ = Blueprint.of(file, "");
            List<GgufTensor> matrices =
                    file.tensors().stream().filter(Quantisation::isWide).toList();
            if (matrices.isEmpty()) {
                throw BadModel.of(
                        "model file '" + gguf + "'",
                        "has nothing to quantise",
                        "matrices of F32, F16 or BF16",
                        file.tensors().stream()
                                .filter(tensor -> tensor.rows() > 1)
                                .map(tensor -> tensor.type().name())
                                .distinct()
                                .sorted()
                                .toList(),
                        "name the model's unquantised file");
            }
            GgufRewrite rewrite = new GgufRewrite(file).set("general.file_type", Q8_0_FILE_TYPE);
            matrices.forEach(matrix -> rewrite.change(matrix.name(), ROUNDED));
            rewrite.write(target, progress);
        }
    }

    private static boolean isWide(GgufTensor tensor) {
        return !tensor.type().quantised()
                && tensor.rows() > 1
                && !tensor.name().endsWith(ROUTER)
                && tensor.columns() % TensorType.Q8_0.blockElements() == 0;
    }
}
