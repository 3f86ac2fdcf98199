package dev.strata.engine.importer;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The tensors of a file, given out only in the shape that is expected, and with a memory of which
 * were asked for. Not thread-safe.
 */
final class CheckedTensors {
    private final GgufFile file;
    private final Set<String> used = new HashSet<>();

    CheckedTensors(GgufFile file) {
        this.file = file;
    }

    /** The numbers of an unquantised vector. */
    float[] vector(String name, int length) {
        GgufTensor tensor = checked(name, 1, length);
        if (tensor.type().quantised()) {
            throw wrong(name, "has an unexpected type", "F32 or F16", tensor.type());
        }
        return tensor.row(0);
    }

    /** A matrix; see {@link Matrix} for {@code pairedHeads}. */
    Matrix matrix(String name, int rows, int columns, int pairedHeads) {
        return new Matrix(checked(name, rows, columns), pairedHeads);
    }

    /**
     * Matrices of one tensor, one below the other; or of a tensor each, as older files have
     * experts: {@code blk.0.ffn_up.7.weight} for {@code blk.0.ffn_up_exps.weight}.
     */
    List<Matrix> matrices(String name, int count, int rows, int columns) {
        if (file.findTensor(name).isEmpty() && file.findTensor(apart(name, 0)).isPresent()) {
            return IntStream.range(0, count)
                    .mapToObj(index -> matrix(apart(name, index), rows, columns, 0))
                    .toList();
        }
        GgufTensor all = checked(name, Math.multiplyExact((long) count, rows), columns);
        return IntStream.range(0, count)
                .mapToObj(index -> new Matrix(all.part(index, count), 0))
                .toList();
    }

    private static String apart(String name, int expert) {
        return name.replace(Blueprint.EXPERTS, "." + expert + ".weight");
    }

    /** Matrices of one tensor, one below the other, each of so many rows. */
    List<Matrix> stacked(String name, int columns, int... rows) {
        GgufTensor all = checked(name, IntStream.of(rows).asLongStream().sum(), columns);
        List<Matrix> matrices = new ArrayList<>();
        long from = 0;
        for (int count : rows) {
            matrices.add(new Matrix(all.rows(from, count), 0));
            from += count;
        }
        return matrices;
    }

    /** The numbers of a small matrix, one row after the other. */
    float[] numbers(String name, int rows, int columns) {
        GgufTensor tensor = checked(name, rows, columns);
        float[] numbers = new float[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(tensor.row(row), 0, numbers, row * columns, columns);
        }
        return numbers;
    }

    /** Notes that {@code name} is used elsewhere. */
    void use(String name) {
        used.add(name);
    }

    /**
     * Fails where a tensor was not used: the graph would not be the model.
     *
     * @throws EngineException with BAD_MODEL
     */
    void refuseUnused() {
        for (GgufTensor tensor : file.tensors()) {
            if (!used.contains(tensor.name())) {
                throw wrong(
                        tensor.name(),
                        "has no place in the graph",
                        "the tensors of a plain model of its architecture",
                        "another of type " + tensor.type());
            }
        }
    }

    private GgufTensor checked(String name, long rows, int columns) {
        GgufTensor tensor = file.tensor(name);
        if (tensor.rows() != rows || tensor.columns() != columns) {
            throw wrong(
                    name,
                    "has another shape than the metadata says",
                    "%d x %d".formatted(rows, columns),
                    "%d x %d".formatted(tensor.rows(), tensor.columns()));
        }
        used.add(name);
        return tensor;
    }

    private EngineException wrong(String tensor, String wrong, Object expected, Object got) {
        return BadModel.of(
                "model file '%s' tensor '%s'".formatted(file.path(), tensor),
                wrong,
                expected,
                got,
                "use a model of a supported shape");
    }
}
