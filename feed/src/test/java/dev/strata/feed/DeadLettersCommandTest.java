package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersCommandTest {
    @TempDir Path spool;

    @Test
    void deadLetters_ofASpool_areShownWithoutTheirText() throws IOException {
        String event = base64(Events.secret("7", "an account number").toByteArray());
        String poison = base64("poison".getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                spool.resolve("dead-0001.jsonl"),
                """
                {"at":"2026-11-22T03:00:00Z","kind":"traffic","reason":"too large","bytes":"%s"}
                {"at":"2026-11-22T03:00:01Z","kind":"traffic","reason":"no event","bytes":"%s"}
                {"at":"2026-11-22T03:00:02Z","kind":"tra\
                """
                        .formatted(event, poison));

        String said = run("dead-letters", "--spool", spool.toString());

        assertTrue(said.contains("too large"), said);
        assertTrue(said.contains("demo"), said);
        assertTrue(said.contains("(no event)"), said);
        assertFalse(said.contains("account"), said);
        assertEquals(2, run("dead-letters", "--json", "--spool", spool.toString()).lines().count());
    }

    @Test
    void deadLetters_none_saysSo() {
        assertTrue(run("dead-letters", "--spool", spool.toString()).contains("no dead letters"));
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(
                0,
                FeedMain.run(new PrintWriter(out), new PrintWriter(err), arguments),
                err::toString);
        return out.toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
