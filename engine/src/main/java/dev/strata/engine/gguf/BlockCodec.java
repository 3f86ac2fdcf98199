package dev.strata.engine.gguf;

/** How the bytes of a block format become codes or numbers. Stateless. */
interface BlockCodec {

    /** Decodes {@code blocks} blocks of a quantised format. */
    default void codes(
            byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
        throw new IllegalStateException("unquantised tensors have no codes");
    }

    /** Decodes {@code elements} elements of an unquantised format. */
    default void numbers(byte[] in, int at, int elements, float[] numbers) {
        throw new IllegalStateException("quantised tensors are decoded by their codes");
    }

    /** The 16-bit floating-point number at {@code at}, little-endian. */
    static float f16(byte[] in, int at) {
        return Float.float16ToFloat((short) ((in[at] & 0xff) | in[at + 1] << 8));
    }
}
