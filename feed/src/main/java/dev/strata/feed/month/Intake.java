package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Funnel;
import dev.strata.feed.build.Row;
import dev.strata.feed.dataset.RowStore;
import dev.strata.feed.engine.Job;
import dev.strata.feed.near.NearDuplicates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Takes in rows one by one, has the engine {@link RowTask look} through many at once, and hands
 * what stays to the search for near-duplicates. What becomes of rows is decided in their order. One
 * thread.
 */
final class Intake {
    private final Funnel funnel;
    private final Examples examples;
    private final Job<Row, RowTask.Looked> look;
    private final int atOnce;
    private final NearDuplicates near;
    private final RowStore rows;
    private final BitSet contaminated = new BitSet();
    private final List<Row> waiting = new ArrayList<>();
    private long personalData;

    Intake(
            Funnel funnel,
            Examples examples,
            Job<Row, RowTask.Looked> look,
            int atOnce,
            NearDuplicates near,
            RowStore rows) {
        this.funnel = funnel;
        this.examples = examples;
        this.look = look;
        this.atOnce = atOnce;
        this.near = near;
        this.rows = rows;
    }

    void add(Row row) throws IOException {
        waiting.add(row);
        if (waiting.size() == atOnce) {
            flush();
        }
    }

    /** Nothing may wait any longer. */
    void flush() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        for (RowTask.Looked one : look.of(waiting)) {
            decide(one);
        }
        waiting.clear();
    }

    private void decide(RowTask.Looked one) throws IOException {
        personalData += one.replaced();
        Row row = one.row();
        DropReason refusal = one.refusal();
        if (refusal != null) {
            funnel.drop(refusal);
            if (row != null) {
                examples.offer(refusal, row);
            }
        } else if (row != null && one.signed() != null) {
            contaminated.set(rows.count(), one.isContaminated());
            rows.add(row);
            near.add(one.signed());
        }
    }

    /** Values that were replaced. */
    long personalData() {
        return personalData;
    }

    /** True for a row that holds what is in an evaluation set; by its number among the rows. */
    boolean isContaminated(int row) {
        return contaminated.get(row);
    }
}
