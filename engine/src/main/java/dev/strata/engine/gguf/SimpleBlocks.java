package dev.strata.engine.gguf;

/**
 * The block formats of 32 elements with one scale.
 *
 * <p>A block is: scale (f16), for {@code _1} a minimum (f16), for 5 bits a word of 32 fifth bits,
 * then the codes. Four-bit codes share bytes: the low half of byte {@code j} is element {@code j},
 * the high half is element {@code j + 16}.
 */
enum SimpleBlocks implements BlockCodec {
    Q4_0 {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 18) {
                scales[b] = BlockCodec.f16(in, p);
                nibbles(in, p + 2, codes, 32 * b);
            }
        }
    },
    Q4_1 {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 20) {
                scales[b] = BlockCodec.f16(in, p);
                offsets[b] = BlockCodec.f16(in, p + 2);
                nibbles(in, p + 4, codes, 32 * b);
            }
        }
    },
    Q5_0 {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 22) {
                scales[b] = BlockCodec.f16(in, p);
                nibbles(in, p + 6, codes, 32 * b);
                fifthBits(in, p + 2, codes, 32 * b);
            }
        }
    },
    Q5_1 {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 24) {
                scales[b] = BlockCodec.f16(in, p);
                offsets[b] = BlockCodec.f16(in, p + 2);
                nibbles(in, p + 8, codes, 32 * b);
                fifthBits(in, p + 4, codes, 32 * b);
            }
        }
    },
    Q8_0 {
        @Override
        public void codes(
                byte[] in, int at, int blocks, byte[] codes, float[] scales, float[] offsets) {
            for (int b = 0, p = at; b < blocks; b++, p += 34) {
                scales[b] = BlockCodec.f16(in, p);
                for (int i = 0; i < 32; i++) {
                    codes[32 * b + i] = (byte) (in[p + 2 + i] + 128);
                }
            }
        }
    };

    private static void nibbles(byte[] in, int at, byte[] codes, int to) {
        for (int j = 0; j < 16; j++) {
            codes[to + j] = (byte) (in[at + j] & 15);
            codes[to + j + 16] = (byte) (in[at + j] >> 4 & 15);
        }
    }

    private static void fifthBits(byte[] in, int at, byte[] codes, int to) {
        for (int i = 0; i < 32; i++) {
            codes[to + i] |= (byte) ((in[at + i / 8] >> i % 8 & 1) << 4);
        }
    }
}
