package dev.strata.feed.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.Rows;
import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Row;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChatQualityTest {
    @Test
    void refusal_goodAnswers_isNone() {
        keeps("Paris.");
        keeps("4");
        keeps("是的，可以。");
        keeps(
                "```java\nint a = 1;\nint a = 1;\nint a = 1;\nint a = 1;\nint a = 1;\nint a = 1;\n```");
        keeps("- one\n- two\n- three\n- four\n- five\n- six\n- seven");
        keeps(
                IntStream.range(0, 200)
                        .mapToObj(i -> "word" + i * 7919 % 211)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void refusal_badAnswers_saysWhy() {
        drops(DropReason.REPETITIVE, "I do not know. ".repeat(40));
        drops(DropReason.REPETITIVE, "the same line\n".repeat(12));
        drops(DropReason.REPETITIVE, "我不知道".repeat(40));
        drops(DropReason.GARBLED, "#$%^&*()_+{}|:<>?~!@-=[];',./".repeat(3));
        drops(DropReason.GARBLED, "broken \uFFFD\uFFFD\uFFFD text");
        drops(DropReason.ECHO, " the question ");
        assertEquals(
                Optional.of(DropReason.CUT_SHORT),
                ChatQuality.refusal(
                        Rows.row("1", "q", "an answer that was cut").finish("length").build()));
    }

    @Test
    void refusal_correctedAnswer_judgesTheCorrection() {
        Row row =
                Rows.row("1", "q", "cut")
                        .finish("length")
                        .opinion(new Row.Opinion(null, null, "a good one", null, null))
                        .build();

        assertEquals(Optional.empty(), ChatQuality.refusal(row));
    }

    @Test
    void score_whatPeopleSaid_countsMoreThanCertainty() {
        float plain = score(Row.Opinion.NONE);

        assertTrue(score(new Row.Opinion(null, null, "better", null, null)) > score(thumb(true)));
        assertTrue(score(thumb(true)) > plain);
        assertTrue(plain > score(thumb(false)));
    }

    private static Row.Opinion thumb(boolean up) {
        return new Row.Opinion(up, null, null, null, null);
    }

    private static float score(Row.Opinion opinion) {
        return ChatQuality.score(Rows.row("1", "q", "a").opinion(opinion).build());
    }

    private static void keeps(String answer) {
        assertEquals(
                Optional.empty(),
                ChatQuality.refusal(Rows.row("1", "the question", answer).build()),
                answer);
    }

    private static void drops(DropReason reason, String answer) {
        assertEquals(
                Optional.of(reason),
                ChatQuality.refusal(Rows.row("1", "the question", answer).build()),
                answer);
    }
}
