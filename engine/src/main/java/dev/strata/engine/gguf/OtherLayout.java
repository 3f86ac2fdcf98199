package dev.strata.engine.gguf;

import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Models that are kept in other ways than as one GGUF file, recognised by files of theirs. */
public enum OtherLayout {
    GENAI("an ORT-GenAI folder", List.of("genai_config.json")),
    OPTIMUM(
            "an optimum or transformers.js export",
            List.of(
                    "model.onnx",
                    "decoder_model.onnx",
                    "decoder_model_merged.onnx",
                    "onnx/model.onnx",
                    "onnx/decoder_model_merged.onnx")),
    ADAPTER("a LoRA adapter", List.of("adapter_config.json")),
    SAFETENSORS(
            "a folder of safetensors",
            List.of("model.safetensors", "model.safetensors.index.json"));

    private final String words;
    private final List<String> signs;

    OtherLayout(String words, List<String> signs) {
        this.words = words;
        this.signs = signs;
    }

    /** Why {@code folder} is no model file, and what to do. */
    public static EngineException refused(Path folder) {
        for (OtherLayout layout : values()) {
            for (String sign : layout.signs) {
                if (Files.exists(folder.resolve(sign))) {
                    return BadModel.of(
                            "model '" + folder + "'",
                            "has another layout",
                            "a GGUF file",
                            layout.words + " (" + sign + ")",
                            layout == ADAPTER
                                    ? "load it beside its base, or merge it with models import --merge-adapter"
                                    : "import it with its config.json by models import, which makes a GGUF file of it");
                }
            }
        }
        return BadModel.of(
                "model '" + folder + "'",
                "has another layout",
                "a GGUF file, or a folder with config.json or genai_config.json and weights",
                "a folder" + (hasGguf(folder) ? " with GGUF files in it" : ""),
                "name one GGUF file, or a whole model folder");
    }

    private static boolean hasGguf(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(each -> each.getFileName().toString().endsWith(".gguf"));
        } catch (IOException _) {
            // It is refused all the same.
            return false;
        }
    }
}
