package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Funnel;
import dev.strata.feed.build.Row;
import dev.strata.feed.dataset.RowStore;
import dev.strata.feed.evaluation.Contamination;
import dev.strata.feed.near.NearDuplicates;
import dev.strata.feed.personal.RowScrubber;
import dev.strata.feed.quality.ChatQuality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Takes in rows one by one: replaces personal data, asks for quality, looks for what is in
 * evaluation sets, and hands the rest to the search for near-duplicates. Looks through many rows at
 * once on all processors; what becomes of them is decided in order. One thread.
 */
final class Intake {
    private static final int AT_ONCE = 512;

    private final Funnel funnel;
    private final Examples examples;
    private final Contamination contamination;
    private final NearDuplicates near;
    private final RowStore rows;
    private final BitSet contaminated = new BitSet();
    private final List<Row> waiting = new ArrayList<>();
    private long personalData;

    private record Looked(Optional<RowScrubber.Scrubbed> clean, Optional<DropReason> refusal) {}

    Intake(
            Funnel funnel,
            Examples examples,
            Contamination contamination,
            NearDuplicates near,
            RowStore rows) {
        this.funnel = funnel;
        this.examples = examples;
        this.contamination = contamination;
        this.near = near;
        this.rows = rows;
    }

    void add(Row row) throws IOException {
        waiting.add(row);
        if (waiting.size() == AT_ONCE) {
            flush();
        }
    }

    /** Nothing may wait any longer. */
    void flush() throws IOException {
        List<Looked> looked = waiting.parallelStream().map(Intake::look).toList();
        List<Row> good = new ArrayList<>();
        for (Looked one : looked) {
            if (one.clean().isEmpty()) {
                funnel.drop(DropReason.PERSONAL_DATA);
                continue;
            }
            Row row = one.clean().get().row();
            personalData += one.clean().get().replaced();
            if (one.refusal().isPresent()) {
                funnel.drop(one.refusal().get());
                examples.offer(one.refusal().get(), row);
                continue;
            }
            contaminated.set(rows.count(), contamination.touches(row));
            rows.add(row);
            good.add(row);
        }
        near.addAll(good, row -> new NearDuplicates.Candidate(text(row), ChatQuality.score(row)));
        waiting.clear();
    }

    /** Values that were replaced. */
    long personalData() {
        return personalData;
    }

    /** True for a row that holds what is in an evaluation set; by its number among the rows. */
    boolean isContaminated(int row) {
        return contaminated.get(row);
    }

    private static Looked look(Row row) {
        Optional<RowScrubber.Scrubbed> clean = RowScrubber.scrub(row);
        return new Looked(clean, clean.flatMap(c -> ChatQuality.refusal(c.row())));
    }

    /** What is compared: the last question and its answer. What came before is in other rows. */
    private static String text(Row row) {
        return row.question() + "\n" + row.bestAnswer();
    }
}
