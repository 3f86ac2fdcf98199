package dev.strata.feed.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.feed.Rows;
import dev.strata.feed.build.Row;
import dev.strata.feed.dataset.DatasetJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Row.Opinion LIKED = new Row.Opinion(true, null, null, null, null);
    private static final Row.Opinion DISLIKED = new Row.Opinion(false, null, null, null, null);

    @Test
    void distill_escalatedToTheTeacher_isItsAnswer() {
        assertEquals(
                List.of(
                        "{\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"a\"}]}"),
                lines(Shape.DISTILL, Rows.row("1", "q", "a").tier("v3", true).build()));
        assertEquals(
                List.of(), lines(Shape.DISTILL, Rows.row("1", "q", "a").tier("v3", false).build()));
        assertEquals(
                List.of(), lines(Shape.DISTILL, Rows.row("1", "q", "a").tier("v2", true).build()));
        assertEquals(
                List.of(),
                lines(
                        Shape.DISTILL,
                        Rows.row("1", "q", "a").tier("v3", true).opinion(DISLIKED).build()));
    }

    @Test
    void preference_largerTier_isBetterOnlyWhereSomebodySaidSo() {
        Rows row =
                Rows.row("1", "q", "large")
                        .tier("v3", true)
                        .others(new Row.Other("v1", "small"), new Row.Other("v2", "large "));

        assertEquals(List.of(), lines(Shape.PREFERENCE, row.build()));
        assertEquals(
                List.of(
                        "{\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}],\"chosen\":[{\"role\":\"assistant\",\"content\":\"large\"}],\"rejected\":[{\"role\":\"assistant\",\"content\":\"small\"}]}"),
                lines(Shape.PREFERENCE, row.opinion(LIKED).build()));
    }

    @Test
    void preference_chosenAnswer_standsAgainstTheOtherOrTheGivenOne() {
        Row given =
                Rows.row("1", "q", "given")
                        .opinion(new Row.Opinion(null, null, null, "chosen", null))
                        .build();
        Row other =
                Rows.row("1", "q", "given")
                        .opinion(new Row.Opinion(null, null, null, "chosen", "other"))
                        .build();

        assertEquals(1, lines(Shape.PREFERENCE, given).size());
        assertEquals(true, lines(Shape.PREFERENCE, given).getFirst().contains("given"));
        assertEquals(true, lines(Shape.PREFERENCE, other).getFirst().contains("other"));
    }

    @Test
    void kto_thumbsAndRatings_areLabels() {
        assertEquals(
                true,
                lines(Shape.KTO, Rows.row("1", "q", "a").opinion(LIKED).build())
                        .getFirst()
                        .endsWith("\"label\":true}"));
        assertEquals(
                true,
                lines(Shape.KTO, Rows.row("1", "q", "a").opinion(DISLIKED).build())
                        .getFirst()
                        .endsWith("\"label\":false}"));
        assertEquals(List.of(), lines(Shape.KTO, Rows.row("1", "q", "a").build()));
        Row.Opinion middling = new Row.Opinion(null, 0.5, null, null, null);
        assertEquals(
                List.of(), lines(Shape.KTO, Rows.row("1", "q", "a").opinion(middling).build()));
    }

    @Test
    void sft_disliked_isNotLearned() {
        assertEquals(
                List.of(), lines(Shape.SFT, Rows.row("1", "q", "a").opinion(DISLIKED).build()));
        assertEquals(
                List.of(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}"),
                lines(Shape.SFT, Rows.row("1", "q", "a").build()));
    }

    private static List<String> lines(Shape shape, Row row) {
        return shape.of(row, "v3").stream().map(DatasetJson::line).toList();
    }
}
