package dev.strata.feed.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.Rows;
import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationTest {
    private static final String LONG =
            "A farmer has seventeen sheep and all but nine of them run away in the storm at night";
    private static final String EIGHT = "Which planet is the third from the sun";
    private static final String THREE = "Who wrote Hamlet";

    @TempDir Path folder;

    @Test
    void touches_questionsOfEachLength_areFoundWhereTheyStand() throws IOException {
        Contamination sets = new Contamination(sets());

        assertTrue(touches(sets, "Solve this: " + LONG + ". Explain.", "x"));
        assertTrue(touches(sets, "tell me", "The riddle goes: " + LONG));
        assertTrue(touches(sets, EIGHT + "?", "Earth"));
        assertTrue(touches(sets, "who wrote hamlet?", "Shakespeare"));
        assertTrue(
                touches(
                        sets,
                        "Frage",
                        "Der Text: nine sheep are left because the word but excludes"
                                + " exactly these from the flight"));
    }

    @Test
    void touches_otherTexts_isFalse() throws IOException {
        Contamination sets = new Contamination(sets());

        assertFalse(touches(sets, "Who wrote Hamlet and when was it first shown?", "Shakespeare"));
        assertFalse(touches(sets, "How many sheep does a farmer need?", "Some"));
        assertFalse(touches(new Contamination(EvaluationSets.none()), LONG, "x"));
    }

    @Test
    void touches_nearlyTheQuestion_isFound() throws IOException {
        String many = LONG + " before the shepherd comes back from the village with his two dogs";
        Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"prompt\":\"" + many + "\"}");

        assertTrue(
                touches(
                        new Contamination(EvaluationSets.read(List.of(file))),
                        many.replace("farmer", "peasant"),
                        "x"));
    }

    @Test
    void read_filesAndFolders_namesThemWithTheirSums() throws IOException {
        EvaluationSets sets = sets();

        assertEquals(List.of("set.jsonl"), sets.files().stream().map(f -> f.name()).toList());
        assertEquals(4, sets.files().getFirst().rows());
        assertEquals(64, sets.files().getFirst().sha256().length());
    }

    @Test
    void read_whatIsMissingOrBroken_isNamed() throws IOException {
        assertTrue(refusal(folder.resolve("none.jsonl")).contains("none.jsonl' cannot be read"));
        assertTrue(refusal(folder).contains("a folder without .jsonl files"));
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"question\":\"x\"}\n{oops");
        assertTrue(refusal(bad).contains("line 2"));
    }

    private EvaluationSets sets() throws IOException {
        Files.writeString(
                folder.resolve("set.jsonl"),
                """
                {"question":"%s","answer":"Nine."}
                {"question":"%s"}
                {"messages":[{"role":"user","content":"%s"},{"role":"assistant","content":"W. S."}]}
                {"question":"Why?","answer":"nine sheep are left because the word but excludes exactly these from the flight"}
                """
                        .formatted(LONG, EIGHT, THREE));
        return EvaluationSets.read(List.of(folder));
    }

    private static String refusal(Path path) {
        FeedException error =
                assertThrows(FeedException.class, () -> EvaluationSets.read(List.of(path)));
        assertEquals(FeedException.Code.BAD_INPUT, error.code());
        return error.getMessage();
    }

    private static boolean touches(Contamination sets, String question, String answer) {
        return sets.touches(Rows.row("1", question, answer).build());
    }
}
