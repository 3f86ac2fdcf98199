package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.router.evaluation.AnswerBook;
import dev.strata.router.evaluation.Question;
import dev.strata.router.evaluation.Question.Check;
import dev.strata.router.evaluation.StoredAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvalCascadeTest {
    private static final Question DOUBLE =
            new Question(
                    "q", "k", "Double it.", Check.PYTHON, "assert f(2) == 4\nassert f(0) == 0");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PythonGrader python = PythonGrader.here();

    @Test
    void isRight_codeThatPasses_isRight() {
        assertTrue(
                python.isRight(
                        DOUBLE, "Sure:\n```python\ndef f(x):\n    return 2 * x\n```\nDone."));
        assertTrue(python.isRight(DOUBLE, "f = lambda x: x + x"));
    }

    @Test
    void isRight_wrongOrHostileCode_isWrong() {
        for (String body :
                new String[] {
                    "def f(x): return x",
                    "def f(x): return",
                    "syntax error",
                    "import sys\nsys.exit(0)",
                    "import os\nos._exit(0)",
                    "x = 'a' * (1 << 30)\nf = lambda x: 2 * x",
                    "import os\nos.system('true')\nf = lambda x: 2 * x",
                    "import socket\nsocket.create_connection(('127.0.0.1', 9))\nf = lambda x: 2 * x"
                }) {
            assertFalse(python.isRight(DOUBLE, "```python\n" + body + "\n```"), body);
        }
    }

    @Test
    void cascade_offlineWithoutAnswers_namesTheFile(@TempDir Path folder) throws Exception {
        StringWriter err = new StringWriter();
        Path questions = Files.writeString(folder.resolve("q.jsonl"), "");

        int exit =
                new CommandLine(new EvalCommand())
                        .setErr(new PrintWriter(err))
                        .execute(
                                "cascade",
                                "--questions",
                                questions.toString(),
                                "--answers",
                                folder.resolve("none.jsonl").toString(),
                                "--offline");

        assertEquals(2, exit);
        assertTrue(err.toString().contains("none.jsonl"), err.toString());
    }

    @Test
    void cascade_offlineWithAnswers_reportsEveryStrategyOnTheOtherHalf(@TempDir Path folder)
            throws Exception {
        Path questions = folder.resolve("q.jsonl");
        Path answers = folder.resolve("a.jsonl");
        write(questions, answers);

        JsonNode report = JSON.readTree(offline(questions, answers, "--json"));
        String table = offline(questions, answers);

        assertEquals(.25, report.path("v1").path("accuracy").asDouble(), 1e-9);
        assertEquals(.5, report.path("v2").path("accuracy").asDouble(), 1e-9);
        assertEquals(1, report.path("v3").path("accuracy").asDouble(), 1e-9);
        assertEquals(1, report.path("oracle").path("accuracy").asDouble(), 1e-9);
        assertEquals(1, report.path("v3").path("cost_vs_v3").asDouble(), 1e-9);
        assertTrue(report.path("oracle").path("cost_vs_v3").asDouble() < 1, report.toString());
        for (String strategy : List.of("router", "cascade", "both", "random")) {
            assertTrue(report.path(strategy).has("gflops"), strategy);
        }
        assertTrue(table.contains("kind unseen"), table);
    }

    @Test
    void cascade_scores_writesALineForEachQuestionAndTier(@TempDir Path folder) throws Exception {
        Path questions = folder.resolve("q.jsonl");
        Path answers = folder.resolve("a.jsonl");
        Path scores = folder.resolve("2026-10.jsonl");
        write(questions, answers);

        var _ = offline(questions, answers, "--scores", scores.toString());

        List<String> lines = Files.readAllLines(scores);
        assertEquals(3 * 64 + 32, lines.size());
        assertTrue(lines.contains("{\"id\":\"q00\",\"model\":\"v1\",\"score\":1.0}"), lines.get(0));
        assertTrue(lines.contains("{\"id\":\"q04\",\"model\":\"v1\",\"score\":0.0}"), lines.get(4));
        assertEquals(32, lines.stream().filter(l -> l.contains("\"mesh\"")).count());
    }

    private static String offline(Path questions, Path answers, String... more) {
        StringWriter out = new StringWriter();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "cascade",
                                "--offline",
                                "--questions",
                                questions.toString(),
                                "--answers",
                                answers.toString()));
        arguments.addAll(List.of(more));
        int exit =
                new CommandLine(new EvalCommand())
                        .setOut(new PrintWriter(out))
                        .execute(arguments.toArray(String[]::new));
        assertEquals(0, exit);
        return out.toString();
    }

    /** Of eight questions in turn V1 is right on the first two, V2 on the first four, V3 on all. */
    private static void write(Path questions, Path answers) throws IOException {
        AnswerBook book = AnswerBook.open(answers);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            String prompt = unlikeOthers(i);
            lines.append(
                    "{\"id\":\"q%02d\",\"kind\":\"sums %d\",\"prompt\":\"%s\",\"check\":\"number\",\"answer\":\"%d\"}\n"
                            .formatted(i, i % 2, prompt, 8 * i));
            Question question = new Question("q", "k", prompt, Check.NUMBER, "" + 8 * i);
            int turn = i / 2 / 2 % 4; // the same in both kinds and both halves
            answer(book, "v1", question, turn < 1, 8 * i);
            answer(book, "v2", question, turn < 2, 8 * i);
            answer(book, "v3", question, true, 8 * i);
        }
        Files.writeString(questions, lines);
    }

    /** Six words that no other number has. */
    private static String unlikeOthers(int number) {
        return IntStream.range(0, 6)
                .mapToObj(word -> Integer.toString(7919 * (6 * number + word) + 100_000, 36))
                .collect(Collectors.joining(" "));
    }

    private static void answer(
            AnswerBook book, String tier, Question question, boolean right, int sum) {
        float logprob = right ? -.1f : -2f;
        CatalogueEntry model = Catalogue.bundled().require(tier);
        book.add(
                new StoredAnswer(
                        model.sha256(),
                        "exact",
                        1_000_000,
                        question.key(),
                        "It is " + (right ? sum : sum + 1) + ".",
                        true,
                        List.of(logprob, logprob),
                        List.of(1f, 1f),
                        20));
    }
}
