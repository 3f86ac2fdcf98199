package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Row;
import dev.strata.feed.engine.Task;
import dev.strata.feed.evaluation.Contamination;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.near.SignedText;
import dev.strata.feed.near.Signer;
import dev.strata.feed.personal.RowScrubber;
import dev.strata.feed.quality.ChatQuality;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that is asked of a row for itself: its personal data is replaced, its quality judged, it is
 * looked for in evaluation sets, and signed for the search for near-duplicates.
 */
record RowTask(Contamination contamination) implements Task<Row, RowTask.Looked> {

    /**
     * What became of a row.
     *
     * @param row without personal data; null where some cannot be told from the rest
     * @param replaced values
     * @param refusal why its answer is not to be learned; null where it may be
     * @param signed null where it is not compared
     */
    record Looked(
            @Nullable Row row,
            long replaced,
            @Nullable DropReason refusal,
            boolean isContaminated,
            @Nullable SignedText signed)
            implements Serializable {}

    @Override
    public Function<Row, Looked> begin() {
        Signer signer = new Signer(NearSettings.STANDARD);
        return row -> look(row, signer);
    }

    private Looked look(Row row, Signer signer) {
        Optional<RowScrubber.Scrubbed> scrubbed = RowScrubber.scrub(row);
        if (scrubbed.isEmpty()) {
            return new Looked(null, 0, DropReason.PERSONAL_DATA, false, null);
        }
        Row clean = scrubbed.get().row();
        long replaced = scrubbed.get().replaced();
        Optional<DropReason> refusal = ChatQuality.refusal(clean);
        return refusal.isPresent()
                ? new Looked(clean, replaced, refusal.get(), false, null)
                : new Looked(
                        clean,
                        replaced,
                        null,
                        contamination.touches(clean),
                        signer.sign(text(clean), ChatQuality.score(clean)));
    }

    /** What is compared: the last question and its answer. What came before is in other rows. */
    private static String text(Row row) {
        return row.question() + "\n" + row.bestAnswer();
    }
}
