package dev.strata.engine.tiny;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A LoRA adapter for a tiny model, in the files that PEFT writes, of random numbers large enough to
 * change what the model says. Equal arguments give equal bytes. Not thread-safe.
 */
public final class TinyAdapter {
    private final TinySpec spec;
    private final int rank;
    private final RandomGenerator random;
    private final StringBuilder header = new StringBuilder("{");
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    private TinyAdapter(TinySpec spec, int rank, long seed) {
        this.spec = spec;
        this.rank = rank;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes {@code adapter_config.json} and {@code adapter_model.safetensors}.
     *
     * @param folder made where it is missing
     * @param spec of the model that it is for
     * @param rank of every matrix, at least 1
     * @throws UncheckedIOException where it cannot be written
     */
    public static void write(Path folder, TinySpec spec, int rank, long seed) {
        TinyAdapter adapter = new TinyAdapter(spec, rank, seed);
        for (int layer = 0; layer < spec.layers(); layer++) {
            adapter.layer(layer);
        }
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("adapter_model.safetensors"), adapter.file());
            Files.writeString(
                    folder.resolve("adapter_config.json"),
                    """
                    {"peft_type": "LORA", "base_model_name_or_path": "%s", "r": %d,
                     "lora_alpha": %d, "bias": "none", "task_type": "CAUSAL_LM"}
                    """
                            .formatted("tiny/Tiny-" + spec.seed(), rank, 2 * rank));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "tiny adapter '%s' cannot be written: expected room and permission, got %s; choose another place"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private void layer(int layer) {
        int hidden = spec.hidden();
        int kv = hidden / spec.heads() * spec.kvHeads();
        String block = "base_model.model.model.layers." + layer + ".";
        module(block + "self_attn.q_proj", hidden, hidden);
        module(block + "self_attn.k_proj", hidden, kv);
        module(block + "self_attn.v_proj", hidden, kv);
        module(block + "self_attn.o_proj", hidden, hidden);
        if (spec.experts().count() > 0) {
            return; // experts take no adapters
        }
        module(block + "mlp.gate_proj", hidden, spec.feedForward());
        module(block + "mlp.up_proj", hidden, spec.feedForward());
        module(block + "mlp.down_proj", spec.feedForward(), hidden);
    }

    private void module(String name, int inputs, int outputs) {
        tensor(name + ".lora_A.weight", rank, inputs, 1 / Math.sqrt(inputs));
        tensor(name + ".lora_B.weight", outputs, rank, .4 / Math.sqrt(rank));
    }

    private void tensor(String name, int rows, int columns, double size) {
        int from = data.size();
        ByteBuffer numbers = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        while (numbers.hasRemaining()) {
            numbers.putFloat((float) (size * random.nextGaussian()));
        }
        data.writeBytes(numbers.array());
        header.append(header.length() == 1 ? "" : ",")
                .append(
                        "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
                                .formatted(name, rows, columns, from, data.size()));
    }

    private byte[] file() {
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data.toByteArray())
                .array();
    }
}
