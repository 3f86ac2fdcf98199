package dev.strata.gateway.tier;

import dev.strata.router.Message;

/**
 * Which replica has likely read the beginning of a prompt before. Each replica gets a weight of the
 * prompt's key and its own name, and the highest one is preferred: replicas that come and go move
 * only the prompts that were theirs.
 */
final class Affinity {
    /** What of a prompt counts: beginnings differ here, or the replica cannot have read them. */
    private static final int HEAD = 1024;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Affinity() {}

    /** A number of the tenant and the beginning of what is asked; equal for equal ones. */
    static long key(TierRequest request) {
        long hash = fold(OFFSET, request.cacheSalt(), HEAD);
        int left = HEAD;
        for (Message message : request.messages()) {
            hash = (hash ^ message.role().ordinal()) * PRIME;
            hash = fold(hash, message.content(), left);
            left -= message.content().length();
            if (left <= 0) {
                break;
            }
        }
        return hash;
    }

    private static long fold(long hash, String text, int most) {
        long folded = hash;
        for (int i = 0; i < Math.min(most, text.length()); i++) {
            folded = (folded ^ text.charAt(i)) * PRIME;
        }
        return folded;
    }

    /** How much a replica is preferred for a key. */
    static long weight(long key, String replica) {
        long mixed = fold(key, replica, Integer.MAX_VALUE);
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
