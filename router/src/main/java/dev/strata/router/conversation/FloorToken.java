package dev.strata.router.conversation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A floor as a text that a client carries to the next turn: signed, for one tenant. */
final class FloorToken {
    private static final String PREFIX = "sc1.";
    private static final int PAYLOAD_BYTES = 1 + Integer.BYTES + 4 * Long.BYTES;
    private static final int TAG_BYTES = 16;

    private FloorToken() {}

    static String write(Keyed keyed, String tenant, Floor floor) {
        byte[] payload =
                ByteBuffer.allocate(PAYLOAD_BYTES)
                        .put((byte) (floor.isPrivate() ? 1 : 0))
                        .putInt(floor.rank())
                        .putLong(floor.topic().a())
                        .putLong(floor.topic().b())
                        .putLong(floor.topic().c())
                        .putLong(floor.topic().d())
                        .array();
        return PREFIX
                + Keyed.encode(
                        ByteBuffer.allocate(PAYLOAD_BYTES + TAG_BYTES)
                                .put(payload)
                                .put(tag(keyed, tenant, payload))
                                .array());
    }

    /** The floor of a token that was written for this tenant; empty for any other text. */
    static Optional<Floor> read(Keyed keyed, String tenant, String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length != PAYLOAD_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(bytes, PAYLOAD_BYTES);
        byte[] tag = Arrays.copyOfRange(bytes, PAYLOAD_BYTES, bytes.length);
        if (!MessageDigest.isEqual(tag, tag(keyed, tenant, payload))) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        boolean isPrivate = buffer.get() != 0;
        int rank = buffer.getInt();
        Topic topic =
                new Topic(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        return Optional.of(new Floor(isPrivate, rank, topic));
    }

    private static byte[] tag(Keyed keyed, String tenant, byte[] payload) {
        return Arrays.copyOf(keyed.hash("token", tenant, Keyed.encode(payload)), TAG_BYTES);
    }
}
