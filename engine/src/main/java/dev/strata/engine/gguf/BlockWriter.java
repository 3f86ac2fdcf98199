package dev.strata.engine.gguf;

import java.nio.ByteBuffer;

/** Stores numbers in the formats that are written here, to the nearest. */
final class BlockWriter {
    private static final int BLOCK = 32;

    private BlockWriter() {}

    /**
     * Puts a row, a whole number of blocks.
     *
     * @return false where a number is none, or too large for the format
     */
    static boolean put(TensorType type, float[] numbers, ByteBuffer out) {
        return switch (type) {
            case F16 -> f16(numbers, out);
            case Q8_0 -> q8(numbers, out);
            default -> throw new IllegalArgumentException(type + " is not written here");
        };
    }

    private static boolean f16(float[] numbers, ByteBuffer out) {
        boolean finite = true;
        for (float number : numbers) {
            short half = Float.floatToFloat16(number);
            finite &= Float.isFinite(Float.float16ToFloat(half));
            out.putShort(half);
        }
        return finite;
    }

    /** Blocks of 32 share a scale of 16 bits. */
    private static boolean q8(float[] numbers, ByteBuffer out) {
        boolean finite = true;
        for (int from = 0; from < numbers.length; from += BLOCK) {
            float largest = 0;
            for (int i = from; i < from + BLOCK; i++) {
                largest = Math.max(largest, Math.abs(numbers[i]));
            }
            short half = Float.floatToFloat16(largest / 127);
            float scale = Float.float16ToFloat(half);
            finite &= Float.isFinite(scale) && Float.isFinite(largest);
            out.putShort(half);
            for (int i = from; i < from + BLOCK; i++) {
                int code = scale == 0 ? 0 : Math.round(numbers[i] / scale);
                out.put((byte) Math.clamp(code, -127, 127));
            }
        }
        return finite;
    }
}
