package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.feed.dataset.DatasetJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecayCommandTest {
    @TempDir Path folder;

    private record Said(int code, String out, String err) {}

    private Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 3];
        all[0] = "decay";
        all[1] = "--evaluations";
        all[2] = folder.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        int code = FeedMain.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Said(code, out.toString(), err.toString());
    }

    private void evaluated(String month, int right) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int q = 0; q < 100; q++) {
            lines.append(
                    "{\"id\":\"q%d\",\"model\":\"v1\",\"score\":%d}%n"
                            .formatted(q, q < right ? 1 : 0));
        }
        Files.writeString(folder.resolve(month + ".jsonl"), lines);
    }

    @Test
    void decay_threeMonths_printsWhatAYearTakes() throws Exception {
        evaluated("2026-08", 80);
        evaluated("2026-09", 78);
        evaluated("2026-10", 76);

        Said table = run();
        JsonNode json = DatasetJson.tree(run("--json").out());

        assertTrue(table.out().contains("30.0"), table.out());
        assertEquals("2026-10", json.path("month").asText());
        assertEquals(3, json.path("months").asInt());
        JsonNode model = json.path("models").path(0);
        assertEquals("v1", model.path("model").asText());
        assertEquals(30, model.path("yearly_decay_percent").asDouble(), 1e-6);
        assertTrue(model.path("low").asDouble() < 30 && model.path("high").asDouble() > 30);
        assertEquals(8, table.code());
        assertEquals(0, run("--limit", "90").code());
    }

    @Test
    void decay_surelyFasterThanTheLimit_exitsEight() throws Exception {
        evaluated("2026-04", 90);
        evaluated("2026-10", 20);

        assertEquals(8, run("--skip-missing").code());
    }

    @Test
    void decay_monthBetweenWithoutEvaluation_namesIt() throws Exception {
        evaluated("2026-08", 80);
        evaluated("2026-10", 76);

        Said said = run();

        assertEquals(2, said.code());
        assertTrue(said.err().contains("months [2026-09] have no evaluation"), said.err());
        assertEquals(0, run("--skip-missing", "--limit", "90").code());
    }

    @Test
    void decay_builtMonthWithoutEvaluation_namesIt() throws Exception {
        evaluated("2026-09", 80);
        evaluated("2026-10", 76);
        Path out = folder.resolve("datasets");
        Files.createDirectories(out.resolve("private").resolve("2026-08"));

        Said said = run("--out", out.toString());

        assertEquals(2, said.code());
        assertTrue(said.err().contains("months [2026-08] have no evaluation"), said.err());
    }

    @Test
    void decay_theMonthItselfWithoutEvaluation_saysSo() throws Exception {
        evaluated("2026-09", 80);

        Said said = run("--month", "2026-10", "--skip-missing");

        assertEquals(2, said.code());
        assertTrue(said.err().contains("[2026-10] have no evaluation"), said.err());
    }

    @Test
    void decay_nothingBefore_saysSo() throws Exception {
        evaluated("2026-10", 80);

        Said said = run();

        assertEquals(2, said.code());
        assertTrue(said.err().contains("nothing to be compared with"), said.err());
    }

    @Test
    void decay_damagedLine_namesItsNumber() throws Exception {
        evaluated("2026-09", 80);
        evaluated("2026-10", 80);
        Files.writeString(
                folder.resolve("2026-10.jsonl"),
                "{\"id\":\"q\",\"model\":\"v1\",\"score\":1}\n{\"id\":\"r\",\"model\":\"v1\",\"score\":2}\n");

        Said said = run();

        assertEquals(2, said.code());
        assertTrue(said.err().contains("got in line 2"), said.err());
    }

    @Test
    void decay_emptyFolder_saysSo() {
        Said said = run();

        assertEquals(2, said.code());
        assertTrue(said.err().contains("holds no evaluation"), said.err());
        assertEquals(2, run("--month", "October").code());
    }

    @Test
    void decay_noQuestionInCommon_saysSo() throws Exception {
        evaluated("2026-09", 80);
        Files.writeString(
                folder.resolve("2026-10.jsonl"), "{\"id\":\"new\",\"model\":\"v1\",\"score\":1}\n");

        Said said = run();

        assertEquals(2, said.code());
        assertTrue(said.err().contains("share no question"), said.err());
    }
}
