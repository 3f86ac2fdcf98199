package dev.strata.engine.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged folders are BAD_MODEL, or models, and take no memory that they lack. */
class HostileFolderTest {
    /** Buffers of a piece and of a strip, and what a JSON parser begins with. */
    private static final long ALLOCATED_ANYWAY = 24 << 20;

    private static final long ALLOCATED_PER_BYTE = 40;

    @TempDir Path work;

    @ParameterizedTest
    @CsvSource({
        "genai, model.onnx, 250",
        "optimum, model.onnx, 150",
        "bytes, onnx/model_int8.onnx, 150",
        "genai, genai_config.json, 100",
        "safetensors, model.safetensors, 200",
        "sharded, model.safetensors.index.json, 100",
        "safetensors, config.json, 150",
        "safetensors, tokenizer.json, 60",
        "safetensors, tokenizer_config.json, 80",
        "scored, tokenizer.json, 60",
        "scored, config.json, 60",
        "experts, model.safetensors, 80",
        "experts, config.json, 80"
    })
    void write_ofAFileDamagedAtRandom_isBadModelOrAModel(String kind, String file, int rounds)
            throws IOException {
        Path folder = folder(kind);
        Path hit = folder.resolve(file);
        byte[] whole = Files.readAllBytes(hit);
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = damaged(whole, file.endsWith("onnx") ? whole.length : 4096, random);
            Files.write(hit, damaged);

            refused += refused(folder, file + " round " + round) ? 1 : 0;
        }
        assertTrue(refused > rounds / 8, "refused " + refused);
    }

    @Test
    void write_ofGraphsWithinGraphs_isBadModel() throws IOException {
        Path folder = folder("optimum");
        byte[] graph = {};
        for (int depth = 0; depth < 200; depth++) {
            graph = field(1, field(5, field(6, graph)));
        }
        Files.write(folder.resolve("model.onnx"), field(7, graph));

        assertTrue(refused(folder, "depth"));
    }

    @ParameterizedTest
    @CsvSource({"../model.safetensors", "/etc/passwd", "sub/x", "''", "."})
    void open_ofConstantsElsewhere_isRefused(String location) throws IOException {
        Path folder = folder("genai");
        byte[] bytes = Files.readAllBytes(folder.resolve("model.onnx"));
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        String same = "model.onnx.data";
        String other = (location + "/".repeat(same.length())).substring(0, same.length());
        Files.write(
                folder.resolve("model.onnx"),
                text.replace(same, other).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        assertTrue(refused(folder, location));
    }

    @ParameterizedTest
    @CsvSource({"alpha, 1, false", "alpha, .125, true", "transA, 1, true", "transBatchB, 1, true"})
    void write_ofFusedProducts_isRefusedWhereTheyAreNoPlainOnes(
            String attribute, float value, boolean wanted) throws IOException {
        Number number = attribute.equals("alpha") ? Float.valueOf(value) : (Number) (long) value;
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F32);
        Path folder = TinyExport.optimum(work.resolve("model"), spec, Map.of(attribute, number));

        assertEquals(wanted, refused(folder, attribute));
    }

    @Test
    void open_ofSettingsBeyondAnyModel_isBadModel() throws IOException {
        Path folder = folder("safetensors");
        Path config = folder.resolve("config.json");
        String text = Files.readString(config);
        String wide = text.replaceFirst("\\{", "{\"head_dim\": 65536,");
        Files.writeString(config, wide);
        assertTrue(refused(folder, "wide heads"));

        Files.writeString(config, text.stripTrailing() + " ".repeat(5 << 20));
        assertTrue(refused(folder, "long settings"));
    }

    private Path folder(String kind) throws IOException {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F32);
        Path folder = work.resolve("model");
        return switch (kind) {
            case "genai" -> TinyExport.genai(folder, spec.withWeights(TensorType.Q4_0));
            case "optimum" -> TinyExport.optimum(folder, spec);
            case "bytes" -> TinyExport.bytes(folder, spec);
            case "scored" -> TinyFolder.safetensors(folder, spec.withArchitecture("gemma3"));
            case "experts" ->
                    TinyFolder.safetensors(
                            folder, spec.withExperts(4, 2).withArchitecture("qwen2moe"));
            case "sharded" -> TinyFolder.sharded(folder, spec);
            default -> TinyFolder.safetensors(folder, spec);
        };
    }

    private static byte[] damaged(byte[] whole, int most, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        byte[] damaged = whole.clone();
        for (int n = 0; n < 1 + random.nextInt(6); n++) {
            damaged[random.nextInt(Math.min(most, whole.length))] = (byte) random.nextInt();
        }
        return damaged;
    }

    private boolean refused(Path folder, String what) throws IOException {
        Path target = work.resolve("made.gguf");
        long files = Files.size(folder.getParent().resolve("model.gguf"));
        try (Stream<Path> all = Files.walk(folder)) {
            files += all.mapToLong(file -> file.toFile().length()).sum();
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        boolean refused = false;
        try (ModelFolder open = ModelFolder.open(folder)) {
            open.write(target, _ -> {});
        } catch (EngineException e) {
            assertEquals(EngineError.BAD_MODEL, e.code(), what + ": " + e.getMessage());
            assertTrue(e.getMessage().length() < 2_000, e.getMessage());
            refused = true;
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                allocated < ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * files,
                () -> what + " took " + allocated + " bytes");
        Files.deleteIfExists(target);
        return refused;
    }

    /** A message inside another. */
    private static byte[] field(int number, byte[] message) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.write(number << 3 | 2);
        int length = message.length;
        while (length > 127) {
            out.write(length & 127 | 128);
            length >>= 7;
        }
        out.write(length);
        out.writeBytes(message);
        return out.toByteArray();
    }
}
