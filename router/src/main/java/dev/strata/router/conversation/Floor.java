package dev.strata.router.conversation;

import static java.util.Objects.requireNonNull;

/**
 * What a conversation needed so far.
 *
 * @param isPrivate a turn was private; this never ends
 * @param rank of the tier that answered; 1 where nothing is needed
 * @param topic that the rank was needed for
 */
public record Floor(boolean isPrivate, int rank, Topic topic) {
    /** Nothing is needed. */
    public static final Floor NONE = new Floor(false, 1, Topic.NONE);

    public Floor {
        requireNonNull(topic, "topic is null");
        if (rank < 1) {
            throw new IllegalArgumentException(
                    "floor's rank is out of range: expected at least 1, got %d; correct the caller"
                            .formatted(rank));
        }
    }

    /** Both at once: private where one is, and the higher rank. */
    public Floor with(Floor other) {
        return new Floor(
                isPrivate || other.isPrivate, Math.max(rank, other.rank), topic.with(other.topic));
    }
}
