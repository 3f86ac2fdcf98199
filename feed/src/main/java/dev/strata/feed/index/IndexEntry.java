package dev.strata.feed.index;

import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.Row;
import dev.strata.feed.mix.Split;
import dev.strata.feed.mix.StableHash;
import java.time.Instant;

/**
 * What is remembered of one row: nothing that can be read, enough to find it again.
 *
 * @param cluster of near-duplicates, named by its first row
 * @param owner hash of tenant and subject; 0 without a subject
 * @param conversation hash of tenant and conversation
 * @param goneBy seconds since the epoch from which on nothing of the row may be kept; {@link
 *     #NEVER} for no limit
 * @param shingles sorted set of hashes
 */
public record IndexEntry(
        long cluster, Split split, long owner, long conversation, long goneBy, Shingled shingles) {
    /** A row that may be remembered for good. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A sorted set of hashes. */
    public static final class Shingled {
        private final int[] hashes;

        public Shingled(int[] hashes) {
            this.hashes = hashes.clone();
        }

        /** A copy. */
        public int[] hashes() {
            return hashes.clone();
        }
    }

    /** The entry of {@code row}. */
    public static IndexEntry of(Row row, Split split, int[] shingles) {
        Row.Provenance from = row.provenance();
        return new IndexEntry(
                StableHash.of(from.eventId()),
                split,
                from.subject().isEmpty()
                        ? 0
                        : owner(Permissions.key(from.tenant(), from.subject())),
                conversation(from.tenant(), from.conversationId()),
                from.deleteAfter() == null
                        ? NEVER
                        : Instant.parse(from.deleteAfter()).getEpochSecond(),
                new Shingled(shingles));
    }

    /** Hash of a subject as {@link Permissions#key} names it. */
    public static long owner(String key) {
        return StableHash.of("owner", key);
    }

    /** Hash of a conversation. */
    public static long conversation(String tenant, String id) {
        return StableHash.of("conversation", Permissions.key(tenant, id));
    }
}
