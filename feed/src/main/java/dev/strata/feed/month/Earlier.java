package dev.strata.feed.month;

import dev.strata.feed.build.Permissions;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.index.IndexEntry;
import dev.strata.feed.index.IndexFile;
import dev.strata.feed.mix.Split;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of all earlier months, as the parent's index remembers them, less what was erased and
 * what is to be gone.
 */
final class Earlier {
    private final Optional<Found> parent;
    private final long kept;
    private final Set<Long> erased = new HashSet<>();
    private final Map<Long, Split> conversations = new HashMap<>();

    /**
     * @param kept what is to be gone by then is not remembered
     */
    Earlier(Optional<Found> parent, Permissions permissions, Instant kept) {
        this.parent = parent;
        this.kept = kept.getEpochSecond();
        permissions.erased().forEach(key -> erased.add(IndexEntry.owner(key)));
    }

    Optional<Found> parent() {
        return parent;
    }

    /** Reads all entries; later ones of a conversation do not change its split. */
    void forEach(IndexFile.Sink sink) throws IOException {
        if (parent.isEmpty()) {
            return;
        }
        try {
            IndexFile.read(
                    parent.get().path().resolve(IndexFile.NAME),
                    entry -> {
                        if (!erased.contains(entry.owner()) && entry.goneBy() > kept) {
                            conversations.putIfAbsent(entry.conversation(), entry.split());
                            sink.accept(entry);
                        }
                    });
        } catch (IOException e) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "dataset '%s' has no readable index: expected %s, got: %s; restore the folder from a copy, or build that month again"
                            .formatted(parent.get().path(), IndexFile.NAME, e),
                    e);
        }
    }

    /** The split of a conversation that an earlier month knew; after {@link #forEach}. */
    Optional<Split> splitOf(String tenant, String conversation) {
        return Optional.ofNullable(conversations.get(IndexEntry.conversation(tenant, conversation)))
                .filter(split -> split != Split.EVALUATION);
    }
}
