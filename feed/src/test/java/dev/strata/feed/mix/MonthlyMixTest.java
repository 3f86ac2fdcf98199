package dev.strata.feed.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonthlyMixTest {
    private static final MixSettings SETTINGS = new MixSettings(0.1, 100, 60, 20, 0.3, 0.45, 12);

    @Test
    void plan_fullDomain_replacesATenthAndChoosesByHash() {
        MonthlyMix.Plan plan =
                MonthlyMix.plan("2026-11", rows(0, 100, "a", ""), rows(100, 50, "a", ""), SETTINGS);

        assertEquals(10, plan.leaving().size());
        assertEquals(10, plan.coming().size());
        assertEquals(List.of(new MonthlyMix.Domain("a", 100, 10, 50, 10, 100)), plan.domains());
        assertNotEquals(
                plan.leaving(),
                MonthlyMix.plan("2026-12", rows(0, 100, "a", ""), rows(100, 50, "a", ""), SETTINGS)
                        .leaving());
    }

    @Test
    void plan_fewNewRows_letsNoMoreGo() {
        MonthlyMix.Plan plan =
                MonthlyMix.plan("2026-11", rows(0, 100, "a", ""), rows(100, 3, "a", ""), SETTINGS);

        assertEquals(3, plan.leaving().size());
        assertEquals(3, plan.coming().size());
    }

    @Test
    void plan_newDomainAndRoom_growsToTheLimit() {
        MonthlyMix.Plan plan =
                MonthlyMix.plan("2026-11", rows(0, 80, "a", ""), rows(100, 50, "a", ""), SETTINGS);

        assertEquals(8, plan.leaving().size());
        assertEquals(28, plan.coming().size());
        assertEquals(
                40,
                MonthlyMix.plan("2026-11", List.of(), rows(0, 40, "b", ""), SETTINGS)
                        .coming()
                        .size());
    }

    @Test
    void plan_manyRowsOfOneSubjectOrTenant_areCapped() {
        MixSettings wide = new MixSettings(0.1, 100, 1000, 20, 0.3, 0.45, 12);
        List<MonthlyMix.Candidate> fresh = new ArrayList<>(rows(0, 30, "a", "ann"));
        fresh.addAll(rows(30, 70, "a", ""));

        MonthlyMix.Plan subject = MonthlyMix.plan("2026-11", List.of(), fresh, wide);
        MonthlyMix.Plan tenant =
                MonthlyMix.plan("2026-11", List.of(), rows(0, 100, "a", ""), SETTINGS);

        assertEquals(10, subject.overSubject().size());
        assertEquals(90, subject.coming().size());
        assertTrue(subject.overSubject().stream().allMatch(n -> n < 30));
        assertEquals(40, tenant.overTenant().size());
        assertEquals(60, tenant.coming().size());
    }

    @Test
    void plan_otherOrder_isTheSame() {
        List<MonthlyMix.Candidate> fresh = rows(0, 200, "a", "");

        assertEquals(
                MonthlyMix.plan("2026-11", List.of(), fresh, SETTINGS).coming(),
                MonthlyMix.plan("2026-11", List.of(), fresh.reversed(), SETTINGS).coming());
    }

    @Test
    void syntheticFor_schedule_goesFromSeventyToFiftyFivePercent() {
        assertEquals(700, SETTINGS.syntheticFor(300, 0));
        assertEquals(550, SETTINGS.syntheticFor(450, 11));
        assertEquals(550, SETTINGS.syntheticFor(450, 40));
    }

    @Test
    void of_conversations_splitsByTimeAndKeepsThemWhole() {
        List<Splits.Asked> asked = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> asked.add(new Splits.Asked("c" + i, i)));
        asked.add(new Splits.Asked("c3", 1000));

        Splits splits = new Splits(asked);

        assertEquals(Split.TRAIN, splits.of("c3"));
        assertEquals(Split.TRAIN, splits.of("c89"));
        assertEquals(Split.VALIDATION, splits.of("c90"));
        assertEquals(Split.TEST, splits.of("c99"));
    }

    @Test
    void of_fewConversations_areAllToLearnFrom() {
        assertEquals(Split.TRAIN, new Splits(List.of(new Splits.Asked("c", 5))).of("c"));
    }

    private static List<MonthlyMix.Candidate> rows(
            int from, int count, String domain, String subject) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new MonthlyMix.Candidate(i, "e" + i, domain, "demo", subject))
                .toList();
    }
}
