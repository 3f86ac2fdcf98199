package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphTensor;
import java.util.Optional;

/** Which of ONNX's element types are plain numbers in a model file too. */
final class OnnxTypes {
    private OnnxTypes() {}

    /** The same numbers as a model file's tensor type; empty for others. */
    static Optional<TensorType> of(int type) {
        return switch (type) {
            case GraphTensor.FLOAT -> Optional.of(TensorType.F32);
            case GraphTensor.FLOAT16 -> Optional.of(TensorType.F16);
            case GraphTensor.BFLOAT16 -> Optional.of(TensorType.BF16);
            default -> Optional.empty();
        };
    }
}
