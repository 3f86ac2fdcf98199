package dev.strata.feed.shape;

import dev.strata.feed.build.Row;
import dev.strata.feed.build.Row.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a trainer is given of a row. */
public enum Shape {
    /** Whole conversations. */
    SFT,
    /** What the teacher answered where a smaller tier was not sure. */
    DISTILL,
    /** Of two answers the better one. */
    PREFERENCE,
    /** An answer, and whether it was liked. */
    KTO;

    /** {@code {"messages": [...]}}. */
    public record Conversation(List<Turn> messages) {}

    /** {@code {"prompt": [...], "completion": [...]}}. */
    public record Completion(List<Turn> prompt, List<Turn> completion) {}

    /** {@code {"prompt": [...], "chosen": [...], "rejected": [...]}}. */
    public record Pair(List<Turn> prompt, List<Turn> chosen, List<Turn> rejected) {}

    /** {@code {"prompt": [...], "completion": [...], "label": true}}. */
    public record Labelled(List<Turn> prompt, List<Turn> completion, boolean label) {}

    /** The record of its rows. */
    public Class<?> type() {
        return switch (this) {
            case SFT -> Conversation.class;
            case DISTILL -> Completion.class;
            case PREFERENCE -> Pair.class;
            case KTO -> Labelled.class;
        };
    }

    /** As in files: {@code sft}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What a trainer reads of {@code row}; empty where the row says nothing to it.
     *
     * @param teacher the tier whose answers the others learn
     */
    public List<Object> of(Row row, String teacher) {
        return switch (this) {
            case SFT ->
                    row.opinion().isBad() && row.opinion().correction() == null
                            ? List.of()
                            : List.of(new Conversation(row.messages()));
            case DISTILL ->
                    row.provenance().tier().equals(teacher)
                                    && row.provenance().escalated()
                                    && !row.opinion().isBad()
                            ? List.of(new Completion(row.prompt(), answer(row.answer())))
                            : List.of();
            case PREFERENCE -> pairs(row);
            case KTO -> label(row).map(l -> kto(row, l)).stream().toList();
        };
    }

    private static Object kto(Row row, boolean liked) {
        return new Labelled(row.prompt(), answer(row.answer()), liked);
    }

    private static Optional<Boolean> label(Row row) {
        return row.opinion().isGood()
                ? Optional.of(true)
                : row.opinion().isBad() ? Optional.of(false) : Optional.empty();
    }

    /**
     * An answer is better only where somebody said so; that it came from a larger tier is no proof.
     */
    private static List<Object> pairs(Row row) {
        List<Object> pairs = new ArrayList<>();
        String correction = row.opinion().correction();
        if (correction != null) {
            pair(pairs, row, correction, row.answer());
        }
        String chosen = row.opinion().chosen();
        if (chosen != null) {
            String rejected = row.opinion().rejected();
            pair(pairs, row, chosen, rejected == null ? row.answer() : rejected);
        }
        if (row.opinion().isGood()) {
            row.others().forEach(other -> pair(pairs, row, row.answer(), other.answer()));
        }
        return pairs;
    }

    private static void pair(List<Object> pairs, Row row, String chosen, String rejected) {
        if (!chosen.strip().equals(rejected.strip())) {
            pairs.add(new Pair(row.prompt(), answer(chosen), answer(rejected)));
        }
    }

    private static List<Turn> answer(String text) {
        return List.of(new Turn("assistant", text));
    }
}
