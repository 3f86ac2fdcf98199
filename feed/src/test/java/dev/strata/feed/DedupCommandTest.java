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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupCommandTest {
    private static final String LONG = "one two three four five six seven eight nine ten";

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void dedup_duplicateLines_keepsTheFirstOfEachAsItWas() throws IOException {
        String first = "{\"id\": 1, \"meta\": {\"text\": \"x\"}, \"text\": \"" + LONG + "\"}";
        String other = "{\"text\":\"nothing like it at all in any way\",\"id\":2}";
        Path in = write(first, other, first.replace("one", "ONE"), other + "\r");

        int status =
                run("--in", in.toString(), "--out", folder.resolve("out").toString(), "--json");

        assertEquals(0, status, err.toString());
        assertEquals(List.of(first, other), Files.readAllLines(folder.resolve("out")));
        assertTrue(
                out.toString().startsWith("{\"documents\":4,\"kept\":2,\"removed\":2,"),
                out.toString());
        assertOnly("in", "out");
    }

    @Test
    void dedup_lineWithoutText_isNamedAndNothingIsWritten() throws IOException {
        Path in = write("{\"text\":\"good\"}", "poison \u0001");

        int status = run("--in", in.toString(), "--out", folder.resolve("out").toString());

        assertEquals(2, status);
        assertTrue(err.toString().contains("a line that begins poison"), err.toString());
        assertOnly("in");
    }

    @Test
    void dedup_missingFile_isNamed() throws IOException {
        int status = run("--in", "/nowhere/x", "--out", folder.resolve("out").toString());

        assertEquals(6, status);
        assertTrue(err.toString().contains("/nowhere/x"), err.toString());
        assertOnly();
    }

    @Test
    void dedup_noSpaceLeft_writesNothingAndSaysSo() throws Exception {
        // Files of the process may be 4 KiB long: what a full disk says, without filling one.
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            lines.append("{\"text\":\"line number %d is like no other\"}%n".formatted(i));
        }
        Path in = write(lines.toString());
        String command =
                "ulimit -f 4; exec '%s' -XX:-UsePerfData -cp '%s' dev.strata.feed.FeedMain dedup --in '%s' --out '%s'"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                in,
                                folder.resolve("out"));
        Process process =
                new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(6, process.waitFor(), said);
        assertTrue(said.contains("nothing was written"), said);
        assertOnly("in");
    }

    @Test
    void bench_fewDocuments_findsThePlantedOnes() {
        int status =
                FeedMain.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "bench",
                        "--documents=2000",
                        "--heap=64m",
                        "--json");

        assertEquals(0, status, err.toString());
        String said = out.toString();
        assertTrue(said.startsWith("{\"documents\":2000,\"seconds\":"), said);
        assertTrue(number(said, "recall") >= 0.95, said);
        assertTrue(number(said, "false_removals") <= 0.01, said);
    }

    @Test
    void bench_fourTimesTheDocuments_saysHowTheTimeGrows() {
        int status =
                FeedMain.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "bench",
                        "--documents=500",
                        "--times=4",
                        "--heap=64m");

        assertEquals(0, status, err.toString());
        List<String> rows = out.toString().lines().filter(l -> l.startsWith("strata ")).toList();
        assertTrue(rows.getFirst().matches("strata +500 .*"), out.toString());
        assertTrue(rows.get(1).matches("strata +2000 .*"), out.toString());
        assertTrue(out.toString().contains("4 times the documents take "), out.toString());
    }

    @Test
    void bench_unknownPeerOrNoDocuments_isRefused() {
        for (String wrong : List.of("--vs=nobody", "--documents=0", "--times=0")) {
            int status =
                    FeedMain.run(
                            new PrintWriter(out, true), new PrintWriter(err, true), "bench", wrong);

            assertEquals(2, status, wrong);
        }
        assertFalse(err.toString().isEmpty());
    }

    private static double number(String json, String name) {
        return Double.parseDouble(
                json.replaceAll(".*\"" + name + "\":([0-9.E-]+).*", "$1").strip());
    }

    private int run(String... arguments) {
        return FeedMain.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Stream.of("dedup"), Stream.of(arguments)).toArray(String[]::new));
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("in"), String.join("\n", lines));
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(
                    List.of(names), all.map(p -> p.getFileName().toString()).sorted().toList());
        }
    }
}
