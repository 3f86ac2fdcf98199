package dev.strata.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each format against its definition, written out here element by element. */
class TensorTypeTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void dequantise_f32AndF16_areTheNumbersThemselves() {
        ByteBuffer bytes = bytes(16);
        bytes.putFloat(0, 1.5f).putFloat(4, -2.25f).putFloat(8, 1e-20f).putFloat(12, 3);
        assertArrayEquals(new float[] {1.5f, -2.25f, 1e-20f, 3}, numbers(TensorType.F32, bytes, 4));
        bytes = bytes(4);
        bytes.putShort(0, (short) 0x3c00).putShort(2, (short) 0xc100);
        assertArrayEquals(new float[] {1, -2.5f}, numbers(TensorType.F16, bytes, 2));
    }

    @Test
    void dequantise_q4_0ByHand_givesTheHandsNumbers() {
        ByteBuffer block = bytes(18);
        putF16(block, 0, .5f);
        block.put(2, (byte) 0xf0).put(17, (byte) 0x18);
        float[] got = numbers(TensorType.Q4_0, block, 32);
        assertEquals(-4, got[0]); // low half 0: (0 - 8) * .5
        assertEquals(3.5f, got[16]); // high half 15
        assertEquals(0, got[15]); // low half 8
        assertEquals(-3.5f, got[31]); // high half 1
    }

    @Test
    void dequantise_simpleBlocks_equalTheirDefinition() {
        for (TensorType type :
                new TensorType[] {
                    TensorType.Q4_0,
                    TensorType.Q4_1,
                    TensorType.Q5_0,
                    TensorType.Q5_1,
                    TensorType.Q8_0
                }) {
            ByteBuffer blocks = randomBlocks(type, 5);
            float[] expected = new float[160];
            for (int i = 0; i < 160; i++) {
                expected[i] = simple(type, blocks, i / 32 * type.blockBytes(), i % 32);
            }
            assertArrayEquals(expected, numbers(type, blocks, 160), type.name());
        }
    }

    @Test
    void dequantise_superBlocks_equalTheirDefinition() {
        for (TensorType type :
                new TensorType[] {TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K}) {
            ByteBuffer blocks = randomBlocks(type, 3);
            float[] expected = new float[768];
            for (int i = 0; i < 768; i++) {
                int at = i / 256 * type.blockBytes();
                expected[i] =
                        type == TensorType.Q6_K
                                ? sixBit(blocks, at, i % 256)
                                : fourOrFiveBit(blocks, at, i % 256, type == TensorType.Q5_K);
            }
            assertArrayEquals(expected, numbers(type, blocks, 768), type.name());
        }
    }

    @Test
    void codes_unquantisedType_throws() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        TensorType.F32.codes(
                                new byte[4], 0, 1, new byte[1], new float[1], new float[1]));
    }

    private static float simple(TensorType type, ByteBuffer b, int at, int i) {
        float d = f16(b, at);
        boolean minimum = type == TensorType.Q4_1 || type == TensorType.Q5_1;
        float m = minimum ? f16(b, at + 2) : 0;
        int head = minimum ? 4 : 2;
        return switch (type) {
            case Q8_0 -> d * b.get(at + 2 + i);
            case Q4_0 -> d * (nibble(b, at + head, i) - 8);
            case Q4_1 -> d * nibble(b, at + head, i) + m;
            case Q5_0 -> d * (nibble(b, at + head + 4, i) + 16 * bit(b, at + head, i) - 16);
            case Q5_1 -> d * (nibble(b, at + head + 4, i) + 16 * bit(b, at + head, i)) + m;
            default -> throw new AssertionError(type);
        };
    }

    private static int nibble(ByteBuffer b, int at, int i) {
        return i < 16 ? b.get(at + i) & 15 : b.get(at + i - 16) >>> 4 & 15;
    }

    private static int bit(ByteBuffer b, int at, int i) {
        return b.getInt(at) >>> i & 1;
    }

    private static float fourOrFiveBit(ByteBuffer b, int at, int i, boolean five) {
        int group = i / 32;
        int scale;
        int minimum;
        if (group < 4) {
            scale = b.get(at + 4 + group) & 63;
            minimum = b.get(at + 8 + group) & 63;
        } else {
            scale = b.get(at + 8 + group) & 15 | (b.get(at + group) >> 6 & 3) << 4;
            minimum = b.get(at + 8 + group) >> 4 & 15 | (b.get(at + 4 + group) >> 6 & 3) << 4;
        }
        int pair = b.get(at + (five ? 48 : 16) + group / 2 * 32 + i % 32);
        int code = group % 2 == 0 ? pair & 15 : pair >> 4 & 15;
        if (five) {
            code += 16 * (b.get(at + 16 + i % 32) >> group & 1);
        }
        return f16(b, at) * scale * code - f16(b, at + 2) * minimum;
    }

    private static float sixBit(ByteBuffer b, int at, int i) {
        int half = i / 128;
        int quarter = i % 128 / 32;
        int j = i % 32;
        int low = b.get(at + 64 * half + 32 * (quarter % 2) + j) & 0xff;
        int high = b.get(at + 128 + 32 * half + j) & 0xff;
        int code = (quarter < 2 ? low & 15 : low >> 4) | (high >> 2 * quarter & 3) << 4;
        return f16(b, at + 208) * b.get(at + 192 + i / 16) * (code - 32);
    }

    private ByteBuffer randomBlocks(TensorType type, int blocks) {
        ByteBuffer b = bytes(blocks * type.blockBytes());
        random.nextBytes(b.array());
        for (int i = 0; i < blocks; i++) {
            int at = i * type.blockBytes();
            putF16(b, type == TensorType.Q6_K ? at + 208 : at, (float) random.nextDouble(-1, 1));
            if (type.hasOffset()) {
                putF16(b, at + 2, (float) random.nextDouble(-1, 1));
            }
        }
        return b;
    }

    private static float[] numbers(TensorType type, ByteBuffer bytes, int elements) {
        float[] numbers = new float[elements];
        type.dequantise(bytes.array(), 0, elements, numbers);
        return numbers;
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putF16(ByteBuffer b, int at, float value) {
        b.putShort(at, Float.floatToFloat16(value));
    }

    private static float f16(ByteBuffer b, int at) {
        return Float.float16ToFloat(b.getShort(at));
    }
}
