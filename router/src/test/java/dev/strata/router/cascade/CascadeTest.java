package dev.strata.router.cascade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.cascade.CalibrationTrainer.GradedAnswer;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CascadeTest {
    private static final Cascade BUNDLED = Cascade.bundled();
    private static final String V1 =
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
    private static final String V2 =
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32";

    /** What both models said to "What is the capital of France?": log-probability, entropy. */
    private static final double[][] V1_ON_FRANCE = {
        {-1.8519, 3.5998}, {-.4488, 1.4643}, {-.9919, 2.5944}, {-.1274, .7443}, {-.2308, .8749},
        {-1.5171, 3.6984}, {-1.3845, 3.5745}, {-2.6774, 5.1157}, {-.3606, 1.6525}, {-.766, 1.7673},
        {-.2885, 1.3449}, {-.4813, 1.7143}, {-1.4924, 3.9901}, {-1.7508, 4.7985}, {-.0001, .0013},
        {-2.0676, 4.4326}, {-2.8881, 5.906}, {-.016, .1055}, {-1.1828, 2.7192}, {-1.3205, 3.7397},
        {-.867, 4.3354}, {-.0001, .0012}, {-.7063, 3.0738}, {-2.3254, 5.9491}
    };

    private static final double[][] V2_ON_FRANCE = {
        {-.0672, .394},
        {-.0009, .0091},
        {-.013, .0707},
        {-.0002, .0026},
        {-.0038, .03},
        {-.0262, .2158},
        {-.0192, .1199}
    };

    @Test
    void judge_capitalOfFrance_goesUpFromV1AndIsTakenFromV2() {
        double difficulty = DifficultyModel.bundled().score("What is the capital of France?");

        Judgement small =
                run(
                        BUNDLED.judge(
                                new Cascade.Model("v1", V1, "exact"),
                                asHard(difficulty),
                                List.of()),
                        V1_ON_FRANCE);
        Judgement middle =
                run(
                        BUNDLED.judge(
                                new Cascade.Model("v2", V2, "exact"),
                                asHard(difficulty),
                                List.of()),
                        V2_ON_FRANCE);

        assertInstanceOf(Judgement.Escalate.class, small);
        Judgement.Commit commit = assertInstanceOf(Judgement.Commit.class, middle);
        assertTrue(commit.confidence() > .75, commit.toString());
    }

    @Test
    void judge_unknownModel_isUncertain() {
        for (String[] key :
                new String[][] {
                    {"v1", "0".repeat(64), "exact"}, {"v1", V1, "fast"}, {"v9", V1, "exact"}
                }) {
            AnswerJudge judge =
                    BUNDLED.judge(new Cascade.Model(key[0], key[1], key[2]), asHard(.1), List.of());

            Judgement.Escalate escalate =
                    assertInstanceOf(Judgement.Escalate.class, judge.observe(-.001, .01));
            assertEquals(EscalationReason.UNCALIBRATED, escalate.reason());
            assertFalse(BUNDLED.isCalibrated(new Cascade.Model(key[0], key[1], key[2])));
        }
        assertTrue(BUNDLED.isCalibrated(new Cascade.Model("v1", V1, "exact")));
    }

    @Test
    void last_anyAnswer_isCommittedAtOnce() {
        AnswerJudge judge = BUNDLED.last(new Cascade.Model("v1", V1, "exact"), asHard(.1));

        assertInstanceOf(Judgement.Commit.class, judge.observe(-9, 9));
        assertInstanceOf(Judgement.Commit.class, judge.finish());
        assertInstanceOf(
                Judgement.Commit.class,
                BUNDLED.last(new Cascade.Model("v9", "none", "exact"), asHard(.1)).finish());
    }

    @Test
    void last_moreTokens_keepsItsJudgementAndMeasuresThemAll() {
        AnswerJudge judge = BUNDLED.last(new Cascade.Model("v1", V1, "exact"), asHard(.1));
        Judgement first = judge.observe(-.001, .01);
        double sure = judge.features().confidence();

        assertEquals(first, judge.observe(-9, 9));
        assertEquals(first, judge.finish());
        assertEquals(2, judge.features().tokens());
        assertTrue(judge.features().confidence() < sure);
    }

    @Test
    void observe_withinWindow_isUndecidedThenKeepsItsMind() {
        AnswerJudge judge =
                BUNDLED.judge(new Cascade.Model("v2", V2, "exact"), asHard(.05), List.of());
        int held = 0;
        while (judge.observe(-.001, .01) instanceof Judgement.Undecided) {
            held++;
        }
        Judgement decided = judge.observe(-8, 8);

        assertEquals(5, held);
        assertInstanceOf(Judgement.Commit.class, decided);
        assertEquals(decided, judge.finish());
    }

    @Test
    void observe_hopelessAnswer_goesUpBeforeItsEnd() {
        AnswerJudge judge =
                BUNDLED.judge(new Cascade.Model("v1", V1, "exact"), asHard(.9), List.of());
        int held = 0;
        Judgement judgement = judge.observe(-3, 5);
        while (judgement instanceof Judgement.Undecided) {
            held++;
            judgement = judge.observe(-3, 5);
        }

        assertEquals(
                EscalationReason.UNSURE_EARLY,
                assertInstanceOf(Judgement.Escalate.class, judgement).reason());
        assertTrue(held < 10, "held " + held);
    }

    @Test
    void finish_emptyAnswer_goesUp() {
        Judgement judgement =
                BUNDLED.judge(new Cascade.Model("v1", V1, "exact"), asHard(.1), List.of()).finish();

        assertEquals(
                EscalationReason.EMPTY,
                assertInstanceOf(Judgement.Escalate.class, judgement).reason());
    }

    @Test
    void observe_notANumber_goesUp() {
        for (double[] token :
                new double[][] {
                    {Double.NaN, 1}, {-1, Double.NaN}, {Double.NEGATIVE_INFINITY, 1}, {.5, 1}
                }) {
            Judgement judgement =
                    BUNDLED.judge(new Cascade.Model("v1", V1, "exact"), asHard(.1), List.of())
                            .observe(token[0], token[1]);

            assertEquals(
                    EscalationReason.UNREADABLE,
                    assertInstanceOf(Judgement.Escalate.class, judgement).reason());
        }
    }

    @Test
    void features_describeTheTokensSeen() {
        AnswerJudge judge =
                BUNDLED.judge(new Cascade.Model("v1", V1, "exact"), asHard(.1), List.of());
        judge.observe(-1, 2);
        judge.observe(-3, 4);

        ConfidenceFeatures features = judge.features();

        assertEquals(-2, features.meanLogprob(), 1e-12);
        assertEquals(-3, features.minLogprob(), 1e-12);
        assertEquals(3, features.meanEntropy(), 1e-12);
        assertEquals(2, features.tokens());
        assertTrue(features.confidence() > 0 && features.confidence() < 1);
    }

    @Test
    void generic_anyModel_judgesByDifficultyAndSaysItIsNotMeasured() {
        Cascade generic = Cascade.generic();

        assertFalse(generic.isCalibrated(new Cascade.Model("v1", "any", "exact")));
        assertInstanceOf(
                Judgement.Commit.class,
                run(
                        generic.judge(
                                new Cascade.Model("v1", "any", "exact"), asHard(.1), List.of()),
                        V1_ON_FRANCE));
        assertInstanceOf(
                Judgement.Escalate.class,
                run(
                        generic.judge(
                                new Cascade.Model("v1", "any", "exact"), asHard(.6), List.of()),
                        V1_ON_FRANCE));
    }

    @Test
    void of_wrongFile_namesEachPath() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                Cascade.of(
                                        new SettingsText(
                                                "c.yaml",
                                                "schema: 2\ncalibrations: {a: {tier: v1, weights: {bias: x}, window-tokens: 0}}")));

        assertTrue(
                error.getMessage().contains("'calibrations.a.weights.bias'"), error.getMessage());
        assertTrue(
                error.getMessage().contains("'calibrations.a.window-tokens'"), error.getMessage());
        assertTrue(
                error.getMessage().contains("'calibrations.a.model-sha256'"), error.getMessage());
    }

    @Test
    void fit_answersWhoseConfidenceTells_separatesThem() {
        List<GradedAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean isRight = i % 2 == 0;
            float logprob = (isRight ? -.2f : -1.2f) - (i % 7) * .1f;
            answers.add(
                    new GradedAnswer(
                            java.util.Collections.nCopies(10, logprob),
                            java.util.Collections.nCopies(10, -2 * logprob),
                            PromptSigns.unknown(.5),
                            isRight));
        }

        FittedJudge judge = CalibrationTrainer.judge(answers);

        assertEquals(CalibrationTrainer.names().size(), judge.early().size());
        assertEquals(CalibrationTrainer.names().size(), judge.whole().size());
        assertTrue(judge.confidence(answers.get(0)) > .7);
        assertTrue(judge.confidence(answers.get(1)) < .3);
    }

    /** Answers whose scores are no straight line in what makes them right. */
    @Test
    void judge_scoresThatMisleadAboutProbability_keepsTheIsotonicMapping() {
        List<GradedAnswer> answers = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 2000; i++) {
            float logprob = (float) -random.nextDouble(3);
            double chance = logprob > -2 ? .9 : .1;
            boolean isRight = random.nextDouble() < chance;
            answers.add(
                    new GradedAnswer(
                            java.util.Collections.nCopies(3, logprob),
                            java.util.Collections.nCopies(3, .5f),
                            PromptSigns.unknown(.5),
                            isRight));
        }

        FittedJudge judge = CalibrationTrainer.judge(answers);

        assertTrue(judge.isotonic().isPresent(), judge.words());
        assertTrue(judge.losses().isotonic() < judge.losses().logistic(), judge.words());
        for (GradedAnswer answer : answers) {
            double from = answer.logprobs().getFirst();
            if (from > -1.7 || from < -2.3) {
                double expected = from > -2 ? .9 : .1;
                assertEquals(expected, judge.confidence(answer), .12, "" + from);
            }
        }
    }

    @Test
    void isotonic_ofScores_neverFalls() {
        double[] scores = {.1, .2, .3, .4, .5, .6, .7, .8};
        boolean[] rights = {false, true, false, false, true, false, true, true};

        Isotonic isotonic = Isotonic.fit(scores, rights);

        double before = 0;
        for (double score = 0; score <= 1; score += .01) {
            double is = isotonic.of(score);
            assertTrue(is >= before && is > 0 && is < 1, score + ": " + is);
            before = is;
        }
        assertTrue(isotonic.of(.9) > .7);
    }

    @Test
    void calibration_writtenAndReadAgain_isTheSame() {
        List<GradedAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            PromptSigns prompt = asHard(i % 10 / 10.0);
            answers.add(new GradedAnswer(List.of(-.1f), List.of(.1f), prompt, i % 10 < 4));
        }
        Prior prior = CalibrationTrainer.prior(answers, .6);
        FittedCalibration fitted =
                new FittedCalibration(
                        new Cascade.Model("v1", V1, "exact"),
                        CalibrationTrainer.judge(answers),
                        prior,
                        .5);

        Cascade read =
                Cascade.of(
                        new SettingsText(
                                "c.yaml",
                                FittedCalibration.text(List.of("A test."), List.of(fitted))));

        assertEquals(Optional.of(prior), read.prior(new Cascade.Model("v1", V1, "exact")));
        assertEquals(Optional.empty(), read.prior(new Cascade.Model("v2", V2, "exact")));
        assertTrue(prior.isEnough(asHard(0)));
        assertFalse(prior.isEnough(asHard(.9)));
    }

    @Test
    void of_otherSchema_saysWhichIsWanted() {
        for (String schema : List.of("schema: 1\n", "schema: 3\n", "")) {
            SettingsException error =
                    assertThrows(
                            SettingsException.class,
                            () ->
                                    Cascade.of(
                                            new SettingsText(
                                                    "c.yaml", schema + "calibrations: {}\n")));

            assertTrue(error.getMessage().contains("'schema'"), error.getMessage());
        }
    }

    /** An unsure answer goes where a request would begin, and past those that guess. */
    @Test
    void judge_nextTierNotExpectedToAnswerWell_passesItOver() {
        for (Object[] row :
                new Object[][] {{3, 1}, {-3, 2}}) { // V2's logit of a good answer; how far up
            Cascade cascade = Cascade.of(new SettingsText("c.yaml", twoTiers((int) row[0])));
            AnswerJudge judge =
                    cascade.judge(
                            new Cascade.Model("v1", "m1", "exact"),
                            asHard(.5),
                            List.of(
                                    new Cascade.Model("v2", "m2", "exact"),
                                    new Cascade.Model("v3", "m3", "exact")));

            judge.observe(-1, 1);
            Judgement.Escalate escalate =
                    assertInstanceOf(Judgement.Escalate.class, judge.finish());

            assertEquals(row[1], escalate.up(), "" + row[0]);
        }
        AnswerJudge alone =
                Cascade.of(new SettingsText("c.yaml", twoTiers(-3)))
                        .judge(
                                new Cascade.Model("v1", "m1", "exact"),
                                asHard(.5),
                                List.of(new Cascade.Model("v9", "other", "exact")));
        assertEquals(1, assertInstanceOf(Judgement.Escalate.class, alone.finish()).up());
    }

    private static String twoTiers(int logit) {
        String judged =
                "precision: exact, measured: true, window-tokens: 4, hold-tokens: 64, commit-from: .9, escalate-below: .2, accept-from: .8, weights: {bias: 0, opening-logprob: 0, rest-logprob: 0, worst-window: 0, mean-entropy: 0, first-entropy: 0, log-tokens: 0, difficulty: 0}";
        String weights =
                Prior.NAMES.stream()
                        .map(name -> name + ": " + (name.equals("bias") ? logit : 0))
                        .collect(java.util.stream.Collectors.joining(", "));
        return """
        schema: 2
        calibrations:
          a: {tier: v1, model-sha256: m1, %s}
          b: {tier: v2, model-sha256: m2, %s, prior: {begin-from: 0.5, weights: {%s}}}
        """
                .formatted(judged, judged, weights);
    }

    private static Judgement run(AnswerJudge judge, double[][] tokens) {
        for (double[] token : tokens) {
            Judgement judgement = judge.observe(token[0], token[1]);
            if (!(judgement instanceof Judgement.Undecided)) {
                return judgement;
            }
        }
        return judge.finish();
    }

    private static PromptSigns asHard(double difficulty) {
        return PromptSigns.unknown(difficulty);
    }
}
