package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.Row;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.RowStore;
import dev.strata.feed.mix.MonthlyMix;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The parent's real rows that may still be kept, and why the others may not. One thread. */
final class Retained {
    private final Optional<Found> parent;
    private final Permissions permissions;
    private final Instant kept;
    private final SortedMap<String, Long> dropped = new TreeMap<>();

    /**
     * @param kept rows that are to be gone by then leave
     */
    Retained(Optional<Found> parent, Permissions permissions, Instant kept) {
        this.parent = parent;
        this.permissions = permissions;
        this.kept = kept;
    }

    /** Rows that left, by reason. */
    Map<String, Long> dropped() {
        return dropped;
    }

    /** Those that nobody took back and whose time is not over, by their places in the parent. */
    List<MonthlyMix.Candidate> candidates() throws IOException {
        List<MonthlyMix.Candidate> old = new ArrayList<>();
        int[] number = {0};
        if (parent.isPresent()) {
            RowStore.readDataset(
                    parent.get().path(),
                    stored -> {
                        int at = number[0]++;
                        Optional<DropReason> refusal = refusal(stored.row());
                        refusal.ifPresent(reason -> dropped.merge(reason.label(), 1L, Long::sum));
                        if (refusal.isEmpty() && !Survivors.isSynthetic(stored.row())) {
                            old.add(candidate(at, stored.row()));
                        }
                    });
        }
        return old;
    }

    private Optional<DropReason> refusal(Row row) {
        return row.provenance().isGoneBy(kept)
                ? Optional.of(DropReason.EXPIRED)
                : permissions.forbids(row);
    }

    static MonthlyMix.Candidate candidate(int number, Row row) {
        Row.Provenance from = row.provenance();
        return new MonthlyMix.Candidate(
                number, from.eventId(), from.domain(), from.tenant(), from.subject());
    }
}
