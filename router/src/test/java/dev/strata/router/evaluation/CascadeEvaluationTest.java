package dev.strata.router.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.evaluation.Asked.Tier;
import dev.strata.router.evaluation.Question.Check;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CascadeEvaluationTest {
    private static final List<Tier> TIERS =
            List.of(
                    new Tier("v1", "1".repeat(64), "exact"),
                    new Tier("v2", "2".repeat(64), "exact"),
                    new Tier("v3", "3".repeat(64), "exact"));

    @Test
    void isRight_eachCheck_readsTheAnswerAsItSays() {
        assertTrue(Grade.isRight(question(Check.LETTER, "B"), "The answer is (B)."));
        assertFalse(Grade.isRight(question(Check.LETTER, "B"), "Both A and B"));
        assertFalse(Grade.isRight(question(Check.LETTER, "B"), "Because"));
        assertTrue(Grade.isRight(question(Check.NUMBER, "1234"), "So 7 x 2 is $1,234.00."));
        assertFalse(Grade.isRight(question(Check.NUMBER, "12"), "It is 12, not 13."));
        assertTrue(Grade.isRight(question(Check.CONTAINS, "Rome"), "it is ROME!"));
        assertEquals(Optional.of(new BigDecimal("-3.5")), Grade.number("from 2 to -3.5."));
        assertEquals(Optional.empty(), Grade.number("none"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Grade.isRight(question(Check.PYTHON, "assert f()"), "x"));
    }

    @Test
    void reordered_options_movesEveryOptionWithItsAnswer() {
        Question question =
                new Question(
                        "q",
                        "k",
                        "Pick. A. is no option\nA. red\nB. green\nof sorts\nC. blue\nAnswer with the letter only.",
                        Check.LETTER,
                        "B");

        Question other = question.reordered().orElseThrow();

        assertEquals(
                "Pick. A. is no option\nA. green\nof sorts\nB. blue\nC. red\nAnswer with the letter only.",
                other.prompt());
        assertEquals("A", other.answer());
        assertEquals(Optional.empty(), question(Check.NUMBER, "1").reordered());
    }

    @Test
    void open_fileWithACutLine_keepsTheWholeOnes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("answers.jsonl");
        Question question = question(Check.LETTER, "A");
        AnswerBook book = AnswerBook.open(file);
        book.add(answer(TIERS.getFirst(), question, "A", -.12346f));
        Files.writeString(file, "{\"model\":\"x", StandardOpenOption.APPEND);

        AnswerBook again = AnswerBook.open(file);

        StoredAnswer kept = again.find(TIERS.getFirst().model(), "exact", question).orElseThrow();
        assertEquals(-.1235f, kept.logprobs().getFirst());
        assertEquals(book.find(TIERS.getFirst().model(), "exact", question).orElseThrow(), kept);
        assertEquals(1, again.size());
    }

    /** Easy questions that V1 answers surely and rightly, hard ones that only V3 answers. */
    @Test
    void of_separableAnswers_keepsQualityAndSaves(@TempDir Path folder) {
        AnswerBook book = AnswerBook.open(folder.resolve("answers.jsonl"));
        List<Question> all = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            boolean isEasy = i % 2 == 0;
            Question question =
                    new Question(
                            "id%03d".formatted(i),
                            isEasy ? "simple" : "hard",
                            words(i) + (isEasy ? " say" : " derive"),
                            Check.CONTAINS,
                            "yes");
            all.add(question);
            for (int tier = 0; tier < 3; tier++) {
                boolean isRight = isEasy || tier == 2;
                book.add(
                        answer(
                                TIERS.get(tier),
                                question,
                                isRight ? "yes" : "no",
                                isRight ? -.01f : -3));
            }
        }
        List<Asked> asked = Asked.of(all, book, TIERS, Grade::isRight);

        CascadeEvaluation of =
                CascadeEvaluation.of(
                        asked,
                        all,
                        PriceList.bundled(),
                        new Policy.Difficulty(0, 1.01, 1, 2, 3, true));

        assertEquals(80, of.rows().size());
        assertEquals(1, of.strategy("oracle").accuracy());
        assertEquals(.5, of.strategy("v1").accuracy());
        assertEquals(1, of.strategy("both").accuracy(), of.point().toString());
        assertTrue(of.strategy("both").saving(of.dearest()) > .1, of.point().toString());
        assertTrue(of.strategy("oracle").meanCost() <= of.strategy("both").meanCost() + 1e-9);
        assertEquals(1, of.confidence().getFirst().auc(), 1e-9);
        assertTrue(of.simpleShareForSaving().orElseThrow() < 1);
    }

    @Test
    void auc_tiesAndOrders_countAsTheyShould() {
        double[] right = {1, 0, 1, 0};

        assertEquals(1, ConfidenceFigures.auc(new double[] {4, 1, 3, 2}, right));
        assertEquals(.5, ConfidenceFigures.auc(new double[4], right));
        assertEquals(0, ConfidenceFigures.auc(new double[] {1, 4, 2, 3}, right));
    }

    @Test
    void byTurns_kinds_alternate() {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            questions.add(new Question("id" + i, i < 3 ? "a" : "b", "p" + i, Check.CONTAINS, "x"));
        }
        Collections.reverse(questions);

        assertEquals(
                List.of("id0", "id3", "id1", "id4", "id2", "id5"),
                Question.byTurns(questions).stream().map(Question::id).toList());
    }

    /** Words that no other number has. */
    private static String words(int number) {
        StringBuilder words = new StringBuilder();
        SplittableRandom random = new SplittableRandom(number);
        for (int i = 0; i < 6; i++) {
            words.append(i == 0 ? "" : " ").append(Long.toString(random.nextLong(1L << 40), 36));
        }
        return words.toString();
    }

    private static Question question(Check check, String answer) {
        return new Question("q", "k", "Which?", check, answer);
    }

    private static StoredAnswer answer(Tier tier, Question question, String text, float logprob) {
        return new StoredAnswer(
                tier.model(),
                "exact",
                1_000_000,
                question.key(),
                text,
                true,
                Collections.nCopies(8, logprob),
                Collections.nCopies(8, -logprob),
                20);
    }
}
