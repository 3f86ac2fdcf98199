package dev.strata.feed.personal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.Rows;
import dev.strata.feed.build.Row;
import dev.strata.feed.personal.PersonalDataCorpus.Sample;
import dev.strata.router.privacy.DetectorKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScrubberTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\[([A-Z_]+)_\\d+]");

    /**
     * Of one kind: planted, gone from the text, and placeholders that stand for no planted value.
     */
    private static final class Counts {
        private int planted;
        private int gone;
        private int placed;
        private int right;
    }

    @Test
    void scrub_twoThousandRows_findsEachKindAndLittleElse() {
        Map<DetectorKind, Counts> counts = new EnumMap<>(DetectorKind.class);
        Scrubber.KINDS.forEach(kind -> counts.put(kind, new Counts()));
        List<String> wrong = new ArrayList<>();
        for (Sample row : new PersonalDataCorpus(7).rows(2000)) {
            Optional<String> clean = new Scrubber().scrub(row.text());
            String text = clean.orElse("");
            row.kind()
                    .ifPresent(kind -> {
                        counts.get(kind).planted++;
                        // What is left of a value that was cut in two is a leak as well.
                        boolean gone = !text.contains(row.value()) && !leaks(text, row.value());
                        counts.get(kind).gone += gone ? 1 : 0;
                        if (!gone) {
                            wrong.add("missed " + row.text() + " => " + text);
                        }
                    });
            Matcher matcher = PLACEHOLDER.matcher(text);
            while (matcher.find()) {
                Counts kind = counts.get(DetectorKind.valueOf(matcher.group(1)));
                kind.placed++;
                boolean right =
                        row.kind().stream().anyMatch(k -> k.name().equals(matcher.group(1)));
                kind.right += right ? 1 : 0;
                if (!right) {
                    wrong.add("wrong " + row.text() + " => " + text);
                }
            }
        }
        counts.forEach((kind, c) -> {
            double recall = (double) c.gone / c.planted;
            double precision = c.placed == 0 ? 1 : (double) c.right / c.placed;
            System.out.printf("%-16s recall %.3f precision %.3f%n", kind, recall, precision);
        });
        counts.forEach((kind, c) -> {
            assertTrue(c.gone >= 0.98 * c.planted, kind + " recall " + wrong);
            assertTrue(c.right >= 0.95 * c.placed, kind + " precision " + wrong);
        });
    }

    @Test
    void scrub_sameValue_keepsItsNumberAcrossTexts() {
        Scrubber scrubber = new Scrubber();

        assertEquals(
                Optional.of("a [EMAIL_1] b [EMAIL_2]."),
                scrubber.scrub("a one@example.org b two@example.org."));
        assertEquals(Optional.of("again [EMAIL_2]"), scrubber.scrub("again TWO@example.org"));
    }

    @Test
    void scrub_numberInGroups_takesAllOfThemAndNothingElse() {
        assertEquals(
                Optional.of("call [PHONE_1], room 12"),
                new Scrubber().scrub("call +86 138 1234 5678, room 12"));
        assertEquals(Optional.of("电话是[PHONE_1]，谢谢"), new Scrubber().scrub("电话是13812345678，谢谢"));
    }

    @Test
    void scrub_cleanText_isTheSame() {
        String text = "Version 3.12.4 fixed 17 issues; 12345 * 678 = 8369910.";

        assertEquals(Optional.of(text), new Scrubber().scrub(text));
    }

    @Test
    void scrubRow_allTexts_shareTheirPlaceholders() {
        Row row =
                Rows.row("1", "I am one@example.org", "Hello one@example.org")
                        .others(new Row.Other("v1", "one@example.org?"))
                        .opinion(new Row.Opinion(null, null, "Hi one@example.org", null, null))
                        .build();

        RowScrubber.Scrubbed clean = RowScrubber.scrub(row).orElseThrow();

        assertEquals("I am [EMAIL_1]", clean.row().question());
        assertEquals("Hello [EMAIL_1]", clean.row().answer());
        assertEquals("[EMAIL_1]?", clean.row().others().getFirst().answer());
        assertEquals("Hi [EMAIL_1]", clean.row().opinion().correction());
        assertEquals(4, clean.replaced());
    }

    private static boolean leaks(String text, String value) {
        String rest = PLACEHOLDER.matcher(text).replaceAll("");
        for (String part : value.split("[\\s()@\n-]+")) {
            if (part.length() >= 4 && rest.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
