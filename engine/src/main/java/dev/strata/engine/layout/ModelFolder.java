package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufOutput;
import dev.strata.engine.gguf.OtherLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/**
 * A model as a folder: safetensors as transformers saves them, an ORT-GenAI folder, or an export of
 * optimum or transformers.js. Its weights are taken, not its graph. Open until it is closed; one
 * thread.
 */
public final class ModelFolder implements AutoCloseable {
    /** Changes with everything that changes the files written. */
    public static final int VERSION = 2;

    private static final String CONFIG = "config.json";
    private static final int ALIGNMENT = 32;

    /** Where graphs lie, the most exact first. */
    private static final List<String> GRAPHS =
            Stream.of("", "_fp16", "_quantized", "_int8", "_uint8", "_q4", "_q4f16")
                    .flatMap(kind ->
                            Stream.of(
                                    "onnx/model" + kind + ".onnx",
                                    "model" + kind + ".onnx",
                                    "onnx/decoder_model_merged" + kind + ".onnx",
                                    "decoder_model_merged" + kind + ".onnx",
                                    "decoder_model" + kind + ".onnx"))
                    .toList();

    private final Path folder;
    private final Weights weights;
    private final FolderShape shape;
    private final List<JsonFile> configs;

    private ModelFolder(Path folder, Weights weights, FolderShape shape, List<JsonFile> configs) {
        this.folder = folder;
        this.weights = weights;
        this.shape = shape;
        this.configs = List.copyOf(configs);
    }

    /** Whether {@code path} is a folder, or one of several graphs of a folder. */
    public static boolean isOne(Path path) {
        return Files.isDirectory(path) || path.toString().endsWith(".onnx");
    }

    /**
     * Opens a folder, or the graph of a folder that {@code path} names, and reads what it is.
     *
     * @throws EngineException with BAD_MODEL where a file is missing, corrupt or unsupported
     */
    public static ModelFolder open(Path path) {
        Path source = path.toAbsolutePath().normalize();
        Path folder = Files.isDirectory(source) ? source : home(source);
        Optional<JsonFile> config = JsonFile.find(folder, CONFIG);
        Optional<JsonFile> genai = JsonFile.find(folder, GenaiShape.FILE);
        if (config.isEmpty() && genai.isEmpty()) {
            throw OtherLayout.refused(folder);
        }
        Weights weights = weights(source, folder, genai);
        try {
            FolderShape shape = shape(config, genai, weights);
            List<JsonFile> configs = new ArrayList<>();
            JsonFile.find(folder, FolderText.ENDS).ifPresent(configs::add);
            config.ifPresent(configs::add);
            genai.ifPresent(configs::add);
            return new ModelFolder(folder, weights, shape, configs);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** A graph's folder: its own, or the one above {@code onnx}. */
    private static Path home(Path graph) {
        Path own = Optional.ofNullable(graph.getParent()).orElse(graph);
        boolean inside = own.endsWith("onnx") && !Files.exists(own.resolve(CONFIG));
        return inside ? Optional.ofNullable(own.getParent()).orElse(own) : own;
    }

    private static FolderShape shape(
            Optional<JsonFile> config, Optional<JsonFile> genai, Weights weights) {
        boolean ownHead = weights.find(PartName.HEAD).isPresent();
        FolderShape shape =
                config.map(file -> ConfigShape.of(file, ownHead))
                        .orElseGet(() -> GenaiShape.of(genai.orElseThrow(), (OnnxWeights) weights));
        if (weights instanceof OnnxWeights onnx) {
            new OnnxFacts(onnx.graph()).check(shape);
        }
        return shape;
    }

    private static Weights weights(Path source, Path folder, Optional<JsonFile> genai) {
        if (!source.equals(folder)) {
            return OnnxWeights.open(source);
        }
        if (has(folder, SafetensorsWeights.SINGLE) || has(folder, SafetensorsWeights.INDEX)) {
            return SafetensorsWeights.open(folder);
        }
        Optional<String> named =
                genai.flatMap(file -> file.text("model.decoder.filename"))
                        .filter(name -> name.matches("[A-Za-z0-9._-]{1,200}"));
        for (String graph : named.map(List::of).orElse(GRAPHS)) {
            if (has(folder, graph)) {
                return OnnxWeights.open(folder.resolve(graph));
            }
        }
        throw BadModel.of(
                "model folder '" + folder + "'",
                "lacks weights",
                named.orElse("model.safetensors or model.onnx"),
                "none of the names that are known",
                "convert other formats to safetensors, or name the graph's file");
    }

    private static boolean has(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    /** Every file that the model file is made of, in an order that depends on nothing else. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(weights.files());
        for (String name :
                List.of(
                        CONFIG,
                        GenaiShape.FILE,
                        FolderText.TOKENIZER,
                        FolderText.SETTINGS,
                        FolderText.TEMPLATE,
                        FolderText.ENDS)) {
            if (has(folder, name)) {
                files.add(folder.resolve(name));
            }
        }
        return List.copyOf(files);
    }

    /** What the model is called: by its configuration where that names a published one. */
    public String name() {
        for (JsonFile config : configs) {
            JsonNode named = config.node("_name_or_path");
            String text = named == null ? "" : named.asText("");
            String last = text.substring(text.lastIndexOf('/') + 1);
            if (!last.isBlank() && !text.startsWith("/") && !text.startsWith(".")) {
                return last;
            }
        }
        return String.valueOf(folder.getFileName());
    }

    /** What the weights lie in, in words. */
    public String words() {
        return weights.words();
    }

    /**
     * Writes the model as one GGUF file with weights as exact as the folder's; it appears whole or
     * not at all. Equal folders give equal bytes.
     *
     * @param target must not exist
     * @param progress receives the share that is written, on this thread
     * @throws EngineException with BAD_MODEL where something is missing or not supported, with
     *     RUNTIME where the disk refuses
     */
    public void write(Path target, DoubleConsumer progress) {
        GgufOutput out = new GgufOutput(ALIGNMENT);
        FolderTensors tensors = new FolderTensors(folder, shape, weights);
        shape.putInto(out, name(), tensors.vocabulary());
        FolderText.putInto(out, folder, tensors.vocabulary(), configs);
        tensors.putInto(out);
        out.write(target, progress);
    }

    @Override
    public void close() {
        weights.close();
    }
}
