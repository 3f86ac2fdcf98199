package dev.strata.seal.shred;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a key lies in its file: 128 bytes, so that no record crosses a sector and overwriting one is
 * all or nothing. CRC32C of the rest (4 bytes), state (4), id (16), owner's digest (32), key (32;
 * zeros once destroyed), zeros.
 */
record KeyRecord(boolean live, String id, String owner, Secret secret) {
    static final int BYTES = 128;
    private static final int LIVE = 1;
    private static final int DESTROYED = 2;
    private static final int ID_BYTES = 16;
    private static final int OWNER_BYTES = 32;
    static final int KEY_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    /** Key bytes. */
    static final class Secret {
        private final byte[] bytes;

        Secret(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        static Secret none() {
            return new Secret(new byte[KEY_BYTES]);
        }

        byte[] bytes() {
            return bytes.clone();
        }

        /** What is left in memory goes too. */
        void wipe() {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    KeyRecord destroyed() {
        return new KeyRecord(false, id, owner, Secret.none());
    }

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.putInt(0)
                .putInt(live ? LIVE : DESTROYED)
                .put(HEX.parseHex(id))
                .put(HEX.parseHex(owner))
                .put(secret.bytes());
        buffer.putInt(0, checksum(buffer.array()));
        return buffer.rewind();
    }

    /** The record in {@code bytes}; empty where they hold none. */
    static Optional<KeyRecord> decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int sum = buffer.getInt();
        int state = buffer.getInt();
        if (bytes.length != BYTES
                || sum != checksum(bytes)
                || (state != LIVE && state != DESTROYED)) {
            return Optional.empty();
        }
        byte[] id = new byte[ID_BYTES];
        byte[] owner = new byte[OWNER_BYTES];
        byte[] key = new byte[KEY_BYTES];
        buffer.get(id).get(owner).get(key);
        return Optional.of(
                new KeyRecord(
                        state == LIVE, HEX.formatHex(id), HEX.formatHex(owner), new Secret(key)));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 4, bytes.length - 4);
        return (int) crc.getValue();
    }
}
