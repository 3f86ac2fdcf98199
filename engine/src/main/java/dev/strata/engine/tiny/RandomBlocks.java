package dev.strata.engine.tiny;

import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/** Random tensor data: any code with scales chosen so that numbers are about as large as asked. */
final class RandomBlocks {
    private final RandomGenerator random;

    RandomBlocks(RandomGenerator random) {
        this.random = random;
    }

    /**
     * {@code elements} numbers of mean about 0.
     *
     * @param size the numbers' standard deviation, roughly
     */
    byte[] numbers(TensorType type, long elements, double size) {
        byte[] data = new byte[Math.toIntExact(type.bytes(elements))];
        random.nextBytes(data);
        ByteBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < data.length; at += type.blockBytes()) {
            block(type, out, at, size);
        }
        return data;
    }

    private void block(TensorType type, ByteBuffer out, int at, double size) {
        switch (type) {
            case F32 -> out.putFloat(at, (float) (size * random.nextGaussian()));
            case F16 -> putF16(out, at, size * random.nextGaussian());
            case BF16 ->
                    out.putShort(
                            at,
                            (short)
                                    (Float.floatToRawIntBits((float) (size * random.nextGaussian()))
                                            >>> 16));
            case Q4_0 -> putF16(out, at, size / 4.6);
            case Q4_1 -> scaleAndMinimum(out, at, size / 4.6, 7.5);
            case Q5_0 -> putF16(out, at, size / 9.2);
            case Q5_1 -> scaleAndMinimum(out, at, size / 9.2, 15.5);
            case Q8_0 -> putF16(out, at, size / 74);
            // Scales are 6-bit; random ones average 31.5.
            case Q4_K -> scaleAndFactor(out, at, size / 4.6 / 31.5, 7.5);
            case Q5_K -> scaleAndFactor(out, at, size / 9.2 / 31.5, 15.5);
            case Q6_K -> putF16(out, at + 208, size / 18.5 / 74);
        }
    }

    private static void scaleAndMinimum(ByteBuffer out, int at, double scale, double middle) {
        putF16(out, at, scale);
        putF16(out, at + 2, -scale * middle);
    }

    /** Minima equal scales, so that a minimum takes the place of the middle code. */
    private static void scaleAndFactor(ByteBuffer out, int at, double scale, double middle) {
        putF16(out, at, scale);
        putF16(out, at + 2, scale * middle);
        for (int j = 0; j < 4; j++) {
            out.put(at + 8 + j, out.get(at + 4 + j));
            int half = out.get(at + 12 + j) & 15;
            out.put(at + 12 + j, (byte) (half | half << 4));
        }
    }

    private static void putF16(ByteBuffer out, int at, double value) {
        out.putShort(at, Float.floatToFloat16((float) value));
    }
}
