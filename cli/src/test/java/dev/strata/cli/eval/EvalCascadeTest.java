package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.evaluation.Question;
import dev.strata.router.evaluation.Question.Check;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvalCascadeTest {
    private static final Question DOUBLE =
            new Question(
                    "q", "k", "Double it.", Check.PYTHON, "assert f(2) == 4\nassert f(0) == 0");

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
}
