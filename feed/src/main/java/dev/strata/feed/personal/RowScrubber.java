package dev.strata.feed.personal;

import dev.strata.feed.build.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Replaces the personal data of a row's texts. Stateless and thread-safe. */
public final class RowScrubber {
    /** The row that is left, and how much was replaced. */
    public record Scrubbed(Row row, long replaced) {}

    private record Field(@Nullable String text) {}

    private RowScrubber() {}

    /** The row without personal data; empty where some cannot be told from the rest. */
    public static Optional<Scrubbed> scrub(Row row) {
        List<Field> fields = new ArrayList<>();
        row.prompt().forEach(turn -> fields.add(new Field(turn.content())));
        fields.add(new Field(row.answer()));
        row.others().forEach(other -> fields.add(new Field(other.answer())));
        Row.Opinion said = row.opinion();
        fields.add(new Field(said.correction()));
        fields.add(new Field(said.chosen()));
        fields.add(new Field(said.rejected()));
        List<String> texts = fields.stream().map(Field::text).filter(Objects::nonNull).toList();
        if (Scrubber.isClean(texts, ofUser(row, texts))) {
            return Optional.of(new Scrubbed(row, 0));
        }
        Scrubber scrubber = new Scrubber();
        List<@Nullable String> clean = new ArrayList<>();
        for (Field field : fields) {
            Optional<String> text =
                    field.text() == null ? Optional.of("") : scrubber.scrub(field.text());
            if (text.isEmpty()) {
                return Optional.empty();
            }
            clean.add(field.text() == null ? null : text.get());
        }
        List<String> left = texts(clean, clean.size());
        if (!Scrubber.isClean(left, ofUser(row, left))) {
            return Optional.empty();
        }
        return Optional.of(
                new Scrubbed(
                        scrubber.replaced() == 0 ? row : rebuilt(row, clean), scrubber.replaced()));
    }

    /** What the user wrote, of texts that begin with those of the prompt's turns. */
    private static List<String> ofUser(Row row, List<String> texts) {
        return IntStream.range(0, row.prompt().size())
                .filter(i -> row.prompt().get(i).role().equals("user"))
                .mapToObj(texts::get)
                .toList();
    }

    private static List<String> texts(List<@Nullable String> fields, int count) {
        List<String> texts = new ArrayList<>();
        for (String field : fields.subList(0, count)) {
            texts.add(field == null ? "" : field);
        }
        return texts;
    }

    private static Row rebuilt(Row row, List<@Nullable String> clean) {
        List<String> texts = texts(clean, clean.size());
        List<Row.Turn> prompt = new ArrayList<>();
        int at = 0;
        for (Row.Turn turn : row.prompt()) {
            prompt.add(new Row.Turn(turn.role(), texts.get(at++)));
        }
        String answer = texts.get(at++);
        List<Row.Other> others = new ArrayList<>();
        for (Row.Other other : row.others()) {
            others.add(new Row.Other(other.tier(), texts.get(at++)));
        }
        return new Row(
                prompt,
                answer,
                others,
                new Row.Opinion(
                        row.opinion().thumb(),
                        row.opinion().rating(),
                        clean.get(at),
                        clean.get(at + 1),
                        clean.get(at + 2)),
                row.provenance());
    }
}
