package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphTensor;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A tiny GGUF file as exporters write ONNX graphs of the same model. */
final class TinyExport {
    private final TinyFolder tiny;
    private final TinyGraph graph;
    private Map<String, Number> ofProducts = Map.of();
    private int values;

    private TinyExport(TinyFolder tiny, String dataFile) {
        this.tiny = tiny;
        this.graph = new TinyGraph(dataFile);
    }

    /** As optimum does: anonymous turned constants, whose nodes say what they are. */
    static Path optimum(Path folder, TinySpec spec) throws IOException {
        return optimum(folder, spec, Map.of());
    }

    /** The same, with these attributes at every product. */
    static Path optimum(Path folder, TinySpec spec, Map<String, Number> ofProducts)
            throws IOException {
        TinyFolder.write(folder, spec);
        try (GgufFile gguf = GgufFile.open(TinyFolder.gguf(folder))) {
            TinyFolder tiny = TinyFolder.of(gguf);
            TinyExport export = new TinyExport(tiny, "model.onnx_data");
            export.ofProducts = ofProducts;
            tiny.parts().forEach((name, tensor) -> export.floats(name, tensor));
            if (gguf.findTensor("output.weight").isEmpty()) { // the tied head is a turned copy
                export.turned("/lm_head/MatMul", gguf.tensor("token_embd.weight"));
            }
            tiny.config(folder);
            tiny.text(folder);
            export.save(folder, "model.onnx");
        }
        return folder;
    }

    /** As ONNX Runtime's dynamic quantisation does: 8 bits, one scale for each output. */
    static Path bytes(Path folder, TinySpec spec) throws IOException {
        TinyFolder.write(folder, spec);
        try (GgufFile gguf = GgufFile.open(TinyFolder.gguf(folder))) {
            TinyFolder tiny = TinyFolder.of(gguf);
            TinyExport export = new TinyExport(tiny, "");
            tiny.parts()
                    .forEach((name, tensor) -> {
                        if (tensor.rows() > 1 && !name.contains("embed")) {
                            export.byteProduct(name, tensor);
                        } else {
                            export.floats(name, tensor);
                        }
                    });
            tiny.config(folder);
            tiny.text(folder);
            export.save(Files.createDirectories(folder.resolve("onnx")), "model_int8.onnx");
        }
        return folder;
    }

    /** As ORT-GenAI does: blocks of 4 bits, queries, keys and values in one, no config.json. */
    static Path genai(Path folder, TinySpec spec) throws IOException {
        TinyFolder.write(folder, spec);
        try (GgufFile gguf = GgufFile.open(TinyFolder.gguf(folder))) {
            TinyFolder tiny = TinyFolder.of(gguf);
            TinyExport export = new TinyExport(tiny, "model.onnx.data");
            export.blockGraph();
            tiny.text(folder);
            if (spec.architecture()
                    .equals("gemma3")) { // of which genai_config.json says too little
                tiny.config(folder);
            }
            Files.writeString(folder.resolve("genai_config.json"), export.genaiConfig(spec));
            export.save(folder, "model.onnx");
        }
        return folder;
    }

    private void save(Path folder, String name) throws IOException {
        Files.write(folder.resolve(name), graph.model());
        if (graph.data().length > 0) {
            Files.write(
                    folder.resolve(name.equals("model.onnx") ? dataName(folder) : name + "_data"),
                    graph.data());
        }
    }

    private static String dataName(Path folder) {
        return Files.exists(folder.resolve("genai_config.json"))
                ? "model.onnx.data"
                : "model.onnx_data";
    }

    private void floats(String name, GgufTensor tensor) {
        if (name.contains("embed_tokens")) {
            graph.constant(name, GraphTensor.FLOAT, tiny.bytes(tensor), shape(tensor));
            node("/model/embed_tokens/Gather", "Gather", List.of(name, "input_ids"), Map.of());
        } else if (tensor.rows() == 1) {
            graph.constant(name, GraphTensor.FLOAT, tiny.bytes(tensor), tensor.columns());
        } else {
            turned("/" + name.replace(".weight", "").replace('.', '/') + "/MatMul", tensor);
        }
    }

    private void turned(String node, GgufTensor tensor) {
        String constant = "onnx::MatMul_" + values++;
        float[] numbers = numbers(tensor);
        ByteBuffer out = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < tensor.columns(); c++) {
            for (int r = 0; r < tensor.rows(); r++) {
                out.putFloat(numbers[r * tensor.columns() + c]);
            }
        }
        graph.constant(constant, GraphTensor.FLOAT, out.array(), tensor.columns(), tensor.rows());
        String product = ofProducts.isEmpty() ? "MatMul" : "FusedMatMul";
        node(spelt(node), product, List.of("x", constant), ofProducts);
    }

    /** Exporters write {@code layers.0} in names of nodes. */
    private static String spelt(String node) {
        return node.replaceFirst("layers/(\\d+)", "layers.$1");
    }

    private void byteProduct(String name, GgufTensor tensor) {
        float[] numbers = numbers(tensor);
        int rows = (int) tensor.rows();
        int columns = tensor.columns();
        ByteBuffer scales = ByteBuffer.allocate(4 * rows).order(ByteOrder.LITTLE_ENDIAN);
        byte[] codes = new byte[rows * columns];
        for (int r = 0; r < rows; r++) {
            float largest = 0;
            for (int c = 0; c < columns; c++) {
                largest = Math.max(largest, Math.abs(numbers[r * columns + c]));
            }
            float scale = Float.float16ToFloat(Float.floatToFloat16(largest / 127));
            scales.putFloat(scale);
            for (int c = 0; c < columns; c++) {
                codes[c * rows + r] = (byte) Math.round(numbers[r * columns + c] / scale);
            }
        }
        String constant = "onnx::MatMul_" + values++;
        graph.constant(constant + "_scale", GraphTensor.FLOAT, scales.array(), rows);
        graph.constant(constant + "_zero_point", GraphTensor.INT8, new byte[rows], rows);
        graph.constant(constant + "_quantized", GraphTensor.INT8, codes, columns, rows);
        node(
                spelt("/" + name.replace(".weight", "").replace('.', '/') + "/MatMul_quant"),
                "MatMulInteger",
                List.of("x", constant + "_quantized", "z", constant + "_zero_point"),
                Map.of());
    }

    private void blockGraph() {
        Map<String, GgufTensor> parts = tiny.parts();
        boolean gemma = parts.containsKey("model.layers.0.pre_feedforward_layernorm.weight");
        if (!gemma) {
            rope();
        }
        for (int layer = 0; layer < tiny.whole("block_count"); layer++) {
            String from = "model.layers." + layer + ".";
            String attention = from + "attn.";
            packed(attention + "qkv_proj", queries(parts, from));
            packed(attention + "o_proj", List.of(get(parts, from + "self_attn.o_proj.weight")));
            feedForward(parts, from + "mlp.");
            norms(parts, from);
            node(
                    "/model/layers." + layer + "/attn/GroupQueryAttention",
                    "GroupQueryAttention",
                    List.of("q"),
                    Map.of(
                            "num_heads",
                            tiny.whole("attention.head_count"),
                            "kv_num_heads",
                            tiny.whole("attention.head_count_kv"),
                            "local_window_size",
                            gemma && layer % 6 != 5 ? tiny.whole("attention.sliding_window") : -1,
                            "scale",
                            (float) (1 / Math.sqrt(16))));
        }
        norm("model.layers.2.final_norm_layernorm.weight", get(parts, "model.norm.weight"));
        GgufTensor rows = get(parts, "model.embed_tokens.weight");
        ByteArrayOutputStream scales = new ByteArrayOutputStream();
        byte[] codes = codes(List.of(rows), scales);
        int blocks = rows.columns() / 32;
        graph.constant(
                "lm_head.MatMul.weight_Q4", GraphTensor.UINT8, codes, rows.rows(), blocks, 16);
        graph.constant(
                "lm_head.MatMul.weight_scales",
                GraphTensor.FLOAT,
                scales.toByteArray(),
                rows.rows(),
                blocks);
        node("/lm_head/Reshape", "Reshape", List.of("lm_head.MatMul.weight_Q4", "s"), Map.of());
        node(
                "/model/embed_tokens/Gather",
                "GatherBlockQuantized",
                List.of("v" + (values - 1), "input_ids", "lm_head.MatMul.weight_scales"),
                Map.of("bits", 4, "block_size", 32, "gather_axis", 0, "quantize_axis", 1));
        node(
                "/lm_head/MatMul_Q4",
                "MatMulNBits",
                List.of("x", "lm_head.MatMul.weight_Q4", "lm_head.MatMul.weight_scales"),
                Map.of("K", rows.columns(), "N", rows.rows(), "bits", 4, "block_size", 32));
    }

    private static List<GgufTensor> queries(Map<String, GgufTensor> parts, String from) {
        String packed = from + "self_attn.qkv_proj.weight";
        return parts.containsKey(packed)
                ? List.of(get(parts, packed))
                : List.of(
                        get(parts, from + "self_attn.q_proj.weight"),
                        get(parts, from + "self_attn.k_proj.weight"),
                        get(parts, from + "self_attn.v_proj.weight"));
    }

    /** Gate and up are apart, whatever they were. */
    private void feedForward(Map<String, GgufTensor> parts, String mlp) {
        String both = mlp + "gate_up_proj.weight";
        boolean fused = parts.containsKey(both);
        packed(
                mlp + "gate_proj",
                List.of(
                        fused
                                ? get(parts, both).part(0, 2)
                                : get(parts, mlp + "gate_proj.weight")));
        packed(
                mlp + "up_proj",
                List.of(fused ? get(parts, both).part(1, 2) : get(parts, mlp + "up_proj.weight")));
        packed(mlp + "down_proj", List.of(get(parts, mlp + "down_proj.weight")));
    }

    private static GgufTensor get(Map<String, GgufTensor> parts, String name) {
        return java.util.Objects.requireNonNull(parts.get(name), name);
    }

    /** Those between the layer's products, and those of heads. */
    private void norms(Map<String, GgufTensor> parts, String from) {
        for (String name :
                List.of(
                        "input_layernorm",
                        "post_attention_layernorm",
                        "pre_feedforward_layernorm",
                        "post_feedforward_layernorm",
                        "self_attn.q_norm",
                        "self_attn.k_norm")) {
            GgufTensor norm = parts.get(from + name + ".weight");
            if (norm != null) {
                norm(from + name.replace("self_attn.", "attn.") + ".weight", norm);
            }
        }
    }

    /** A norm is one operator, whose numbers are all that it multiplies by. */
    private void norm(String name, GgufTensor tensor) {
        ByteBuffer numbers =
                ByteBuffer.allocate(4 * tensor.columns()).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : tensor.row(0)) {
            numbers.putFloat(number);
        }
        graph.constant(name, GraphTensor.FLOAT, numbers.array(), tensor.columns());
        node(
                "/" + name,
                "SkipSimplifiedLayerNormalization",
                List.of("x", "y", name),
                Map.of("epsilon", 1e-5f));
    }

    private void rope() {
        int context = tiny.whole("context_length");
        for (boolean cosine : new boolean[] {true, false}) {
            ByteBuffer table = ByteBuffer.allocate(4 * context * 8).order(ByteOrder.LITTLE_ENDIAN);
            for (int t = 0; t < context; t++) {
                for (int i = 0; i < 8; i++) {
                    double angle = t * Math.pow(10000, -i / 8.0);
                    table.putFloat((float) (cosine ? Math.cos(angle) : Math.sin(angle)));
                }
            }
            graph.constant(
                    cosine ? "cos_cache" : "sin_cache",
                    GraphTensor.FLOAT,
                    table.array(),
                    context,
                    8);
        }
    }

    private void packed(String name, List<GgufTensor> tensors) {
        ByteArrayOutputStream scales = new ByteArrayOutputStream();
        byte[] codes = codes(tensors, scales);
        int columns = tensors.getFirst().columns();
        long rows = tensors.stream().mapToLong(GgufTensor::rows).sum();
        String weight = name + ".MatMul.weight_Q4";
        graph.constant(weight, GraphTensor.UINT8, codes, rows, columns / 32, 16);
        graph.constant(
                name + ".MatMul.weight_scales",
                GraphTensor.FLOAT,
                scales.toByteArray(),
                rows * (columns / 32));
        node(
                "/" + name.replace('.', '/') + "/MatMul_Q4",
                "MatMulNBits",
                List.of("x", weight, name + ".MatMul.weight_scales"),
                Map.of("K", columns, "N", rows, "bits", 4, "block_size", 32, "accuracy_level", 4));
    }

    /** The codes of Q4_0 rows in MatMulNBits' order, and their scales. */
    private byte[] codes(List<GgufTensor> tensors, ByteArrayOutputStream scales) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (GgufTensor tensor : tensors) {
            byte[] all = tiny.bytes(tensor);
            int elements = Math.toIntExact(tensor.elements());
            byte[] codes = new byte[elements];
            float[] each = new float[elements / 32];
            TensorType.Q4_0.codes(all, 0, elements, codes, each, new float[each.length]);
            for (int i = 0; i < elements; i += 2) {
                out.write(codes[i] | codes[i + 1] << 4);
            }
            ByteBuffer bytes = ByteBuffer.allocate(4 * each.length).order(ByteOrder.LITTLE_ENDIAN);
            for (float scale : each) {
                bytes.putFloat(scale);
            }
            scales.writeBytes(bytes.array());
        }
        return out.toByteArray();
    }

    private float[] numbers(GgufTensor tensor) {
        float[] numbers = new float[Math.toIntExact(tensor.elements())];
        tensor.type().dequantise(tiny.bytes(tensor), 0, numbers.length, numbers);
        return numbers;
    }

    private static long[] shape(GgufTensor tensor) {
        return new long[] {tensor.rows(), tensor.columns()};
    }

    private void node(
            String name, String operator, List<String> inputs, Map<String, Number> attributes) {
        graph.node(name, operator, inputs, "v" + values++, attributes);
    }

    private String genaiConfig(TinySpec spec) {
        return """
        {"model": {"type": "%s", "context_length": %d, "vocab_size": 0, "eos_token_id": [],
          "decoder": {"filename": "model.onnx", "head_size": 16, "hidden_size": %d,
            "num_attention_heads": %d, "num_hidden_layers": %d, "num_key_value_heads": %d}},
         "search": {"max_length": 512}}
        """
                .formatted(
                        spec.architecture(),
                        spec.contextTokens(),
                        spec.hidden(),
                        spec.heads(),
                        spec.layers(),
                        spec.kvHeads());
    }
}
