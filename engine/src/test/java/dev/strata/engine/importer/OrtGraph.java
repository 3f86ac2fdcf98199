package dev.strata.engine.importer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Runs an imported graph once, with no past. */
final class OrtGraph {

    private OrtGraph() {}

    /** The logits after each of {@code ids}. */
    static float[][] logits(ImportedModel model, int[] ids) throws OrtException {
        return logits(model, ids, _ -> {}, _ -> {});
    }

    /** How many nodes of {@code operator} are computed for {@code ids}. */
    static long computed(ImportedModel model, int[] ids, String operator) throws Exception {
        Path profile = model.folder().resolve("profile");
        List<String> written = new ArrayList<>();
        logits(
                model,
                ids,
                options -> options.enableProfiling(profile.toString()),
                session -> written.add(session.endProfiling()));
        String events = Files.readString(Path.of(written.getFirst()));
        return Pattern.compile("\"name\" *: *\"" + operator + "\\.\\d+_kernel_time\"")
                .matcher(events)
                .results()
                .count();
    }

    private interface Step<T> {
        void on(T target) throws OrtException;
    }

    private static float[][] logits(
            ImportedModel model,
            int[] ids,
            Step<OrtSession.SessionOptions> before,
            Step<OrtSession> after)
            throws OrtException {
        ModelShape shape = model.shape();
        OrtEnvironment ort = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            before.on(options);
            try (OrtSession session = ort.createSession(model.graph().toString(), options)) {
                inputs.put("inputs_embeds", embeddings(ort, model, ids));
                inputs.put(
                        "seqlens_k",
                        OnnxTensor.createTensor(
                                ort, IntBuffer.wrap(new int[] {ids.length - 1}), new long[] {1}));
                inputs.put(
                        "total_len",
                        OnnxTensor.createTensor(
                                ort, IntBuffer.wrap(new int[] {ids.length}), new long[0]));
                inputs.put(
                        "logit_idx",
                        OnnxTensor.createTensor(
                                ort,
                                LongBuffer.wrap(LongStream.range(0, ids.length).toArray()),
                                new long[] {ids.length}));
                long[] past = {1, shape.kvHeads(), ids.length, shape.headDim()};
                int length = shape.kvHeads() * ids.length * shape.headDim();
                for (int layer = 0; layer < shape.layers(); layer++) {
                    for (String part : new String[] {"key", "value"}) {
                        inputs.put(
                                "past_key_values.%d.%s".formatted(layer, part),
                                OnnxTensor.createTensor(
                                        ort, FloatBuffer.wrap(new float[length]), past));
                    }
                }
                try (OrtSession.Result result = session.run(inputs, java.util.Set.of("logits"))) {
                    after.on(session);
                    return (float[][]) result.get(0).getValue();
                }
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor embeddings(OrtEnvironment ort, ImportedModel model, int[] ids)
            throws OrtException {
        int hidden = model.shape().hidden();
        ByteBuffer rows =
                ByteBuffer.allocateDirect(4 * ids.length * hidden).order(ByteOrder.nativeOrder());
        try (EmbeddingTable table = EmbeddingTable.open(model)) {
            for (int t = 0; t < ids.length; t++) {
                table.row(
                        ids[t], MemorySegment.ofBuffer(rows).asSlice(4L * t * hidden, 4L * hidden));
            }
        }
        return OnnxTensor.createTensor(
                ort, rows.asFloatBuffer(), new long[] {1, ids.length, hidden});
    }
}
