package dev.strata.engine.gguf;

/**
 * The block formats of 256 elements with quantised scales.
 *
 * <p>Q4_K and Q5_K: two factors (f16) for scales and minima, 12 bytes of eight 6-bit scales and
 * eight 6-bit minima, for Q5_K 32 bytes of fifth bits, then the low halves: 32 bytes hold 64
 * elements, the low nibbles first. Q6_K: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16
 * signed scales, one factor (f16).
 */
enum SuperBlocks implements BlockCodec {
    Q4_K {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 144) {
                scalesAndMinima(in, p, scales, offsets, 8 * b);
                nibbles(in, p + 16, codes, 256 * b);
            }
        }
    },
    Q5_K {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 176) {
                scalesAndMinima(in, p, scales, offsets, 8 * b);
                nibbles(in, p + 48, codes, 256 * b);
                for (int i = 0; i < 256; i++) {
                    codes[256 * b + i] |= (byte) ((in[p + 16 + i % 32] >> i / 32 & 1) << 4);
                }
            }
        }
    },
    Q6_K {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 210) {
                float factor = BlockCodec.f16(in, p + 208);
                for (int g = 0; g < 16; g++) {
                    scales[16 * b + g] = factor * in[p + 192 + g];
                }
                for (int half = 0; half < 2; half++) {
                    sixBits(in, p + 64 * half, p + 128 + 32 * half, codes, 256 * b + 128 * half);
                }
            }
        }
    };

    private static void nibbles(byte[] in, int at, byte[] codes, int to) {
        for (int chunk = 0; chunk < 4; chunk++) {
            for (int j = 0; j < 32; j++) {
                byte pair = in[at + 32 * chunk + j];
                codes[to + 64 * chunk + j] = (byte) (pair & 15);
                codes[to + 64 * chunk + 32 + j] = (byte) (pair >> 4 & 15);
            }
        }
    }

    private static void scalesAndMinima(
            byte[] in, int at, float[] scales, float[] offsets, int to) {
        float scale = BlockCodec.f16(in, at);
        float minimum = BlockCodec.f16(in, at + 2);
        int p = at + 4;
        for (int j = 0; j < 4; j++) {
            int low = in[p + j] & 0xff;
            int middle = in[p + j + 4] & 0xff;
            int high = in[p + j + 8] & 0xff;
            scales[to + j] = scale * (low & 63);
            offsets[to + j] = -(minimum * (middle & 63));
            scales[to + j + 4] = scale * ((high & 15) | low >> 6 << 4);
            offsets[to + j + 4] = -(minimum * (high >> 4 | middle >> 6 << 4));
        }
    }

    private static void sixBits(byte[] in, int low, int high, byte[] codes, int to) {
        for (int j = 0; j < 32; j++) {
            int upper = in[high + j] & 0xff;
            int first = in[low + j] & 0xff;
            int second = in[low + 32 + j] & 0xff;
            codes[to + j] = (byte) (first & 15 | (upper & 3) << 4);
            codes[to + j + 32] = (byte) (second & 15 | (upper >> 2 & 3) << 4);
            codes[to + j + 64] = (byte) (first >> 4 | (upper >> 4 & 3) << 4);
            codes[to + j + 96] = (byte) (second >> 4 | (upper >> 6) << 4);
        }
    }
}
