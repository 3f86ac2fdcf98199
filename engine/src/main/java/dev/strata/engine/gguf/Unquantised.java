package dev.strata.engine.gguf;

/** Plain floating-point elements. */
enum Unquantised implements BlockCodec {
    F32 {
        @Override
        public void numbers(byte[] in, int at, int elements, float[] numbers) {
            for (int i = 0, p = at; i < elements; i++, p += 4) {
                numbers[i] =
                        Float.intBitsToFloat(
                                (in[p] & 0xff)
                                        | (in[p + 1] & 0xff) << 8
                                        | (in[p + 2] & 0xff) << 16
                                        | in[p + 3] << 24);
            }
        }
    },
    F16 {
        @Override
        public void numbers(byte[] in, int at, int elements, float[] numbers) {
            for (int i = 0; i < elements; i++) {
                numbers[i] = BlockCodec.f16(in, at + 2 * i);
            }
        }
    },
    BF16 {
        @Override
        public void numbers(byte[] in, int at, int elements, float[] numbers) {
            for (int i = 0, p = at; i < elements; i++, p += 2) {
                numbers[i] = Float.intBitsToFloat((in[p] & 0xff) << 16 | in[p + 1] << 24);
            }
        }
    }
}
