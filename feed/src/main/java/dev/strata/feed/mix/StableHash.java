package dev.strata.feed.mix;

/** A number that depends on a text alone, the same on every machine and in every run. */
public final class StableHash {
    private StableHash() {}

    /** 64 bits of {@code text}, well mixed. */
    public static long of(String text) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x0000_0100_0000_01B3L;
        }
        return mix(hash);
    }

    /** Another order of the same things for each {@code salt}. */
    public static long of(String salt, String text) {
        return mix(of(text) ^ Long.rotateLeft(of(salt), 17));
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
