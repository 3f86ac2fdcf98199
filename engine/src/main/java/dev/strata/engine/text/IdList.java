package dev.strata.engine.text;

import dev.strata.engine.TokenIds;
import java.util.Arrays;

/** Token ids as they come, of which a number is wanted and the others are counted. One thread. */
final class IdList {
    private final int most;
    private int[] ids = new int[16];
    private long count;
    private long unseen;
    private boolean stopped;

    /** Wants at most {@code most} ids. */
    IdList(int most) {
        this.most = most;
    }

    void add(int id) {
        if (count < most) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, (int) Math.min(most, 2L * ids.length));
            }
            ids[(int) count] = id;
        }
        count++;
    }

    /**
     * Whether there are too many ids, or will be: nothing that follows is cut any more then.
     *
     * @param following at least so many would follow
     */
    boolean isOver(long following) {
        if (!stopped && count + following > most) {
            unseen = following;
            stopped = true;
        }
        return stopped;
    }

    /** What came of the text. */
    Encoding encoding() {
        return count + unseen <= most
                ? new Encoding.Whole(TokenIds.of(Arrays.copyOf(ids, (int) count)))
                : new Encoding.Longer(count + unseen, !stopped);
    }
}
