package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.seal.IntakeDays;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    @TempDir Path folder;

    @Test
    void keys_byTheDay_areMadeAndDestroyedByDate() {
        run("keys", "--out", folder.toString(), "--days", "3");
        assertEquals(3, new IntakeDays(folder).privateKeys().size());

        String said = run("keys", "--out", folder.toString(), "--destroy-before", "9999-01-01");

        assertTrue(said.startsWith("destroyed the keys of [2"), said);
        assertEquals(0, new IntakeDays(folder).privateKeys().size());
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
}
