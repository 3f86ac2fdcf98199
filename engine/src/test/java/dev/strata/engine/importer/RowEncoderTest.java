package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.NBits.Offsets;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowEncoderTest {
    @TempDir Path folder;

    @Test
    void encode_sameGroups_keepsEveryWeight() {
        assertError(TensorType.Q4_0, new NBits(4, 32), 0);
        assertError(TensorType.Q5_0, new NBits(8, 32), 0);
        assertError(TensorType.Q6_K, new NBits(8, 16), 0);
        assertError(TensorType.Q8_0, new NBits(8, 32), 0);
    }

    @Test
    void encode_offsets_losesOnlyTheOffsetsRounding() {
        assertError(TensorType.Q4_1, new NBits(4, 32, Offsets.PRODUCT), 1e-3);
        assertError(TensorType.Q4_K, new NBits(4, 32, Offsets.PRODUCT), 1e-3);
        assertError(TensorType.Q4_1, new NBits(4, 32, Offsets.COLUMNS), 2e-3);
        assertError(TensorType.Q4_K, new NBits(4, 32, Offsets.COLUMNS), 2e-3);
    }

    @Test
    void encode_anyFormatInEightBits_isOffByHalfAStepAtMost() {
        for (TensorType type : TensorType.values()) {
            assertError(type, new NBits(8, 64), .5 / 127);
        }
    }

    @Test
    void encode_blocksThatDoNotDivideTheRow_padsWithZeros() {
        assertError(TensorType.Q8_0, new NBits(8, 128), .5 / 127);
    }

    @Test
    void new_formThatCannotHoldTheType_throws() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RowEncoder(TensorType.Q6_K, 256, new NBits(4, 32)));
    }

    @Test
    void isExact_otherGroupsOrNoOffset_isFalse() {
        assertTrue(RowEncoder.isExact(TensorType.Q4_K, new NBits(4, 32, Offsets.PRODUCT)));
        assertFalse(RowEncoder.isExact(TensorType.Q4_K, new NBits(4, 32)));
        assertFalse(RowEncoder.isExact(TensorType.Q8_0, new NBits(8, 128)));
        assertFalse(RowEncoder.isExact(TensorType.F32, new NBits(8, 32)));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 576, 1536, 1568})
    void encode_offsetsOfUnlikeSizesInColumns_keepsEachToAFineStep(int columns) {
        int groups = columns / 32;
        ByteBuffer row = ByteBuffer.allocate(20 * groups).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(columns);
        float[] wanted = new float[groups];
        for (int g = 0; g < groups; g++) {
            float offset = g == 0 ? 100 : (float) random.nextDouble(-7, 7);
            row.putShort(Float.floatToFloat16(0)).putShort(Float.floatToFloat16(offset));
            row.position(20 * (g + 1));
            wanted[g] = Float.float16ToFloat(Float.floatToFloat16(offset));
        }
        NBits form = new NBits(4, 32, Offsets.COLUMNS);
        RowEncoder encoder = new RowEncoder(TensorType.Q4_1, columns, form);

        encoder.encode(row.array(), 0);

        assertTrue(encoder.sound());
        for (int g = 0; g < groups; g++) {
            double step = 100.0 / 7 / NBits.FINE;
            assertEquals(wanted[g], weight(encoder, form, columns, 32 * g), 1.2 * step, "of " + g);
        }
    }

    /** {@code tolerance}: as a share of the row's largest weight. */
    private void assertError(TensorType type, NBits form, double tolerance) {
        Path gguf = folder.resolve(type + ".gguf");
        TinyModel.write(gguf, TinySpec.standard().withWeights(type));
        try (GgufFile file = GgufFile.open(gguf)) {
            GgufTensor tensor = file.tensor("blk.1.ffn_gate.weight");
            RowEncoder encoder = new RowEncoder(type, tensor.columns(), form);
            for (int r = 0; r < tensor.rows(); r++) {
                byte[] blocks = new byte[tensor.rowBytes()];
                tensor.read(r, 1, blocks);
                encoder.encode(blocks, 0);
                assertTrue(encoder.sound());
                float[] expected = tensor.row(r);
                double largest = 0;
                for (float number : expected) {
                    largest = Math.max(largest, Math.abs(number));
                }
                for (int i = 0; i < expected.length; i++) {
                    double got = weight(encoder, form, expected.length, i);
                    assertEquals(
                            expected[i], got, tolerance * largest + 1e-6 * largest, type + " " + i);
                }
            }
        }
    }

    /** A weight as MatMulNBits reads it. */
    private static double weight(RowEncoder encoder, NBits form, int columns, int i) {
        int block = i / form.blockElements();
        double weight = stored(encoder, form, i);
        return switch (form.offsets()) {
            case NONE -> weight;
            case PRODUCT -> {
                int offset = (encoder.offsetCodes()[block] & 0xff) - 128;
                yield weight
                        + (double) encoder.offsetScales()[block / 16]
                                * offset
                                / form.blockElements();
            }
            case COLUMNS -> {
                double offset =
                        stored(encoder, form, columns + block)
                                + stored(
                                                encoder,
                                                form,
                                                columns + columns / form.blockElements() + block)
                                        / NBits.FINE;
                yield weight + offset / form.blockElements();
            }
        };
    }

    private static double stored(RowEncoder encoder, NBits form, int i) {
        int code =
                form.bits() == 8
                        ? encoder.codes()[i] & 0xff
                        : encoder.codes()[i / 2] >> 4 * (i % 2) & 15;
        return (double) encoder.scales()[i / form.blockElements()] * (code - form.zero());
    }
}
