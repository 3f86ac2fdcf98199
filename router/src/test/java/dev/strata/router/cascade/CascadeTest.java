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

        Judgement small = run(BUNDLED.judge("v1", V1, "exact", asHard(difficulty)), V1_ON_FRANCE);
        Judgement middle = run(BUNDLED.judge("v2", V2, "exact", asHard(difficulty)), V2_ON_FRANCE);

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
            AnswerJudge judge = BUNDLED.judge(key[0], key[1], key[2], asHard(.1));

            Judgement.Escalate escalate =
                    assertInstanceOf(Judgement.Escalate.class, judge.observe(-.001, .01));
            assertEquals(EscalationReason.UNCALIBRATED, escalate.reason());
            assertFalse(BUNDLED.isCalibrated(key[0], key[1], key[2]));
        }
        assertTrue(BUNDLED.isCalibrated("v1", V1, "exact"));
    }

    @Test
    void last_anyAnswer_isCommittedAtOnce() {
        AnswerJudge judge = BUNDLED.last("v1", V1, "exact", asHard(.1));

        assertInstanceOf(Judgement.Commit.class, judge.observe(-9, 9));
        assertInstanceOf(Judgement.Commit.class, judge.finish());
        assertInstanceOf(
                Judgement.Commit.class, BUNDLED.last("v9", "none", "exact", asHard(.1)).finish());
    }

    @Test
    void observe_withinWindow_isUndecidedThenKeepsItsMind() {
        AnswerJudge judge = BUNDLED.judge("v2", V2, "exact", asHard(.05));
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
        AnswerJudge judge = BUNDLED.judge("v1", V1, "exact", asHard(.9));
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
        Judgement judgement = BUNDLED.judge("v1", V1, "exact", asHard(.1)).finish();

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
                    BUNDLED.judge("v1", V1, "exact", asHard(.1)).observe(token[0], token[1]);

            assertEquals(
                    EscalationReason.UNREADABLE,
                    assertInstanceOf(Judgement.Escalate.class, judgement).reason());
        }
    }

    @Test
    void features_describeTheTokensSeen() {
        AnswerJudge judge = BUNDLED.judge("v1", V1, "exact", asHard(.1));
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

        assertFalse(generic.isCalibrated("v1", "any", "exact"));
        assertInstanceOf(
                Judgement.Commit.class,
                run(generic.judge("v1", "any", "exact", asHard(.1)), V1_ON_FRANCE));
        assertInstanceOf(
                Judgement.Escalate.class,
                run(generic.judge("v1", "any", "exact", asHard(.6)), V1_ON_FRANCE));
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
                                                "calibrations: {a: {tier: v1, weights: {bias: x}, window-tokens: 0}}")));

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

        List<Double> weights = CalibrationTrainer.fit(answers);

        assertEquals(CalibrationTrainer.names().size(), weights.size());
        assertTrue(CalibrationTrainer.confidence(weights, answers.get(0), 10) > .7);
        assertTrue(CalibrationTrainer.confidence(weights, answers.get(1), 10) < .3);
    }

    @Test
    void prior_writtenAndReadAgain_isTheSame() {
        List<GradedAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(
                    new GradedAnswer(
                            List.of(-.1f), List.of(.1f), asHard(i % 10 / 10.0), i % 10 < 4));
        }
        Prior prior = CalibrationTrainer.prior(answers, .6);
        FittedCalibration fitted =
                new FittedCalibration(
                        "a", "v1", V1, "exact", CalibrationTrainer.fit(answers), prior, .5);

        Cascade read =
                Cascade.of(
                        new SettingsText(
                                "c.yaml",
                                FittedCalibration.text(List.of("A test."), List.of(fitted))));

        assertEquals(Optional.of(prior), read.prior("v1", V1, "exact"));
        assertEquals(Optional.empty(), read.prior("v2", V2, "exact"));
        assertTrue(prior.isEnough(asHard(0)));
        assertFalse(prior.isEnough(asHard(.9)));
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
