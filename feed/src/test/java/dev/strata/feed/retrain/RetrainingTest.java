package dev.strata.feed.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.retrain.RetrainReport.Verdict;
import dev.strata.router.cascade.Prior;
import dev.strata.router.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RetrainingTest {
    private static final int ROWS = 6000;
    private static final double EXPLORATION = .3;

    private static List<World.Sample> samples() {
        return Once.SAMPLES;
    }

    /** Made once: fitting takes seconds. */
    private static final class Once {
        static final List<World.Sample> SAMPLES = new World().samples(ROWS, EXPLORATION);
        static final RetrainReport REPORT = run(SAMPLES);
    }

    private static RetrainReport run(List<World.Sample> samples) {
        Routing champion = World.champion();
        return new Retraining(
                        "2026-10",
                        World.TIERS,
                        champion.model(),
                        champion.rules(),
                        champion.priors())
                .run(samples.stream().map(World.Sample::outcome).toList());
    }

    private static Routing candidate() {
        RetrainReport report = Once.REPORT;
        return new Routing(
                report.model().orElseThrow(),
                World.champion()
                        .rules()
                        .with(report.thresholds().getFirst(), report.thresholds().getLast()),
                World.TIERS);
    }

    /** What a routing is really worth on the later rows. */
    private static double truth(Routing routing) {
        return samples().subList(ROWS * 6 / 10, ROWS).stream()
                .mapToDouble(s -> World.truth(s.family(), routing.first(s.outcome())))
                .average()
                .orElseThrow();
    }

    private static double number(Object object, String name) {
        return ((Number) ((Map<?, ?>) object).get(name)).doubleValue();
    }

    private static Check check(List<Check> checks, String name) {
        return checks.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void run_championWrongAboutTwoFamilies_passesWithABetterOne() {
        RetrainReport report = Once.REPORT;

        assertEquals(Verdict.PASS, report.verdict(), report.object().toString());
        assertTrue(truth(candidate()) > truth(World.champion()) + .05);
        assertTrue(report.model().orElseThrow().facts().containsKey("parent"));
    }

    @Test
    void run_estimateFromOtherTiersChoices_holdsTheTruth() {
        Object quality = Once.REPORT.object().getOrDefault("quality", Map.of());
        double real = truth(candidate()) - truth(World.champion());

        assertTrue(
                number(quality, "low") <= real && real <= number(quality, "high"),
                real + " in " + quality);
        assertEquals(truth(World.champion()), number(quality, "champion"), .03);
        assertEquals(truth(candidate()), number(quality, "candidate"), .06);
        assertEquals(truth(candidate()), number(quality, "self_normalised"), .12);
    }

    @Test
    void run_sameOutcomesInAnotherOrder_givesTheSameModel() {
        List<World.Sample> few = samples().subList(0, 800);

        assertEquals(run(few).object(), run(few.reversed()).object());
    }

    @Test
    void look_worseCandidate_fails() {
        List<Outcome> outcomes = samples().stream().map(World.Sample::outcome).toList();

        Gate.Findings findings =
                new Gate(
                                candidate(),
                                World.champion(),
                                outcomes.subList(0, 3600),
                                outcomes.subList(3600, ROWS))
                        .look();

        assertEquals(Check.Outcomes.FAIL, check(findings.checks(), "quality").outcome());
        assertEquals(Check.Outcomes.FAIL, check(findings.checks(), "domain 'law', loss").outcome());
    }

    @Test
    void look_dearerCandidate_fails() {
        List<Outcome> outcomes = samples().stream().map(World.Sample::outcome).toList();
        Routing dear =
                new Routing(
                        World.champion().model(), World.champion().rules().with(0, 0), World.TIERS);

        Gate.Findings findings =
                new Gate(
                                World.champion(),
                                dear,
                                outcomes.subList(0, 3600),
                                outcomes.subList(3600, ROWS))
                        .look();

        assertEquals(Check.Outcomes.FAIL, check(findings.checks(), "cost").outcome());
    }

    @Test
    void run_nothingExplored_decidesNothing() {
        RetrainReport report = run(new World().samples(1500, 0));

        assertEquals(Verdict.NO_DECISION, report.verdict(), report.object().toString());
        assertEquals(
                Check.Outcomes.UNCLEAR,
                check(report.checks(), "judged where it differs").outcome());
    }

    @Test
    void run_hardlyAnyJudgement_fitsNothing() {
        Routing champion = World.champion();
        Function<World.Sample, Outcome> silent =
                s -> {
                    Outcome o = s.outcome();
                    return new Outcome(
                            o.id(),
                            o.asked(),
                            o.domain(),
                            o.tenant(),
                            o.startedMillis(),
                            o.allowed(),
                            o.first(),
                            o.last(),
                            o.propensity(),
                            o.explored(),
                            o.difficulty(),
                            o.cost(),
                            s.number() % 100 == 0 ? o.quality() : OptionalDouble.empty());
                };

        RetrainReport report =
                new Retraining(
                                "2026-10",
                                World.TIERS,
                                champion.model(),
                                champion.rules(),
                                champion.priors())
                        .run(samples().subList(0, 1000).stream().map(silent).toList());

        assertEquals(Verdict.NO_DECISION, report.verdict());
        assertFalse(report.model().isPresent());
        assertEquals(Verdict.NO_DECISION, run(List.of()).verdict());
    }

    @Test
    void rules_anotherScale_letAsManyStartAtEachRank() {
        List<Outcome> rows = samples().subList(0, 500).stream().map(World.Sample::outcome).toList();
        Routing champion = World.champion();

        Routing fresh =
                new Routing(
                        champion.model(),
                        RouterTraining.rules(rows, champion, champion.model()),
                        World.TIERS);

        rows.forEach(row -> assertEquals(champion.first(row), fresh.first(row), row.id()));
    }

    /** V2 is expected to do whatever is of middle difficulty, and V1 nothing. */
    private static Routing withPriors(double easyBelow, double hardFrom) {
        List<Double> sure = new ArrayList<>(Collections.nCopies(Prior.NAMES.size(), 0.0));
        sure.set(0, 9.0);
        List<Double> never = new ArrayList<>(sure);
        never.set(0, -9.0);
        Policy.Difficulty bands = World.champion().rules();
        return new Routing(
                World.champion().model(),
                new Policy.Difficulty(
                        easyBelow,
                        hardFrom,
                        bands.easyRank(),
                        bands.middleRank(),
                        bands.hardRank(),
                        true),
                World.TIERS,
                List.of(
                        Optional.of(new Prior(never, .5)),
                        Optional.of(new Prior(sure, .5)),
                        Optional.empty()));
    }

    /** The same requests as {@code routing} would have begun them, exploring a share. */
    private static List<Outcome> routedBy(Routing routing) {
        SplittableRandom random = new SplittableRandom(11);
        double each = EXPLORATION / World.TIERS.size();
        return samples().stream()
                .map(s -> {
                    Outcome o = s.outcome();
                    String preferred = routing.first(o);
                    String first =
                            random.nextDouble() < EXPLORATION
                                    ? World.TIERS.get(random.nextInt(3))
                                    : preferred;
                    boolean explored = !first.equals(preferred);
                    return new Outcome(
                            o.id(),
                            o.asked(),
                            o.domain(),
                            o.tenant(),
                            o.startedMillis(),
                            o.allowed(),
                            first,
                            first,
                            explored ? each : 1 - EXPLORATION + each,
                            explored,
                            o.difficulty(),
                            World.cost(first),
                            OptionalDouble.of(
                                    random.nextDouble() < World.truth(s.family(), first) ? 1 : 0));
                })
                .toList();
    }

    @Test
    void first_betweenTheThresholds_isWhatPriorsExpect() {
        Routing all = withPriors(0, 1.01);
        Routing none = withPriors(0, 0);

        samples().subList(0, 50).stream()
                .map(World.Sample::outcome)
                .forEach(o -> {
                    assertEquals("v2", all.first(o));
                    assertEquals(all.hardness(2), all.thought(o));
                    assertEquals("v3", none.first(o));
                });
    }

    @Test
    void run_monthThatPriorsBegan_isHeldAgainstThePriorsThemselves() {
        Routing champion = withPriors(0, 1.01);

        RetrainReport report =
                new Retraining(
                                "2026-10",
                                World.TIERS,
                                champion.model(),
                                champion.rules(),
                                champion.priors())
                        .run(routedBy(champion));

        // V2 for everything: what the estimate must find, from rows of which most began there.
        double real =
                samples().subList(ROWS * 6 / 10, ROWS).stream()
                        .mapToDouble(s -> World.truth(s.family(), "v2"))
                        .average()
                        .orElseThrow();
        Object quality = report.object().getOrDefault("quality", Map.of());
        assertEquals(real, number(quality, "champion"), .04, report.object().toString());
        assertTrue(report.model().isPresent());
    }

    @Test
    void run_monthThatAnotherRouterBegan_decidesNothing() {
        Routing champion = withPriors(0, 1.01);

        RetrainReport report =
                new Retraining(
                                "2026-10",
                                World.TIERS,
                                champion.model(),
                                champion.rules(),
                                champion.priors())
                        .run(samples().stream().map(World.Sample::outcome).toList());

        assertEquals(Verdict.NO_DECISION, report.verdict());
        assertEquals(
                Check.Outcomes.UNCLEAR,
                check(report.checks(), "routed as the champion would").outcome());
    }
}
