package dev.strata.cli.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.home.Home;
import dev.strata.cli.home.Measurements;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.router.policy.Policy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AdviseTest {
    private static final Guide GUIDE = Guide.bundled();

    /** Every row of the guide; a dash where no tier does. */
    @ParameterizedTest
    @CsvSource({
        "simple-classification, v1",
        "simple-questions, v1",
        "knowledge-base, v2",
        "complex-generation, v2",
        "multi-turn-dialogue, v2",
        "research, v3",
        "code-generation, v3",
        "multimodal, -",
        "specialised-domain, v1",
        "real-time, v1",
        "long-document, v2",
        "embedded, v1",
        "phone, v1",
        "edge, v1",
        "workstation, v1",
        "server, v1",
        "finance, v2",
        "medical, v3",
        "manufacturing, v2",
        "support, v1"
    })
    void of_rowOfTheGuide_recommendsATier(String row, String tier) {
        Advice advice = advise(0, row);

        assertEquals(
                tier,
                advice.choice().map(choice -> choice.entry().tier()).orElse("-"),
                advice.toString());
        assertFalse(advice.reasons().isEmpty());
    }

    @Test
    void bundled_hasTheRowsThatAreTested() {
        assertEquals(11, GUIDE.tasks().size());
        assertEquals(5, GUIDE.hardware().size());
        assertEquals(4, GUIDE.industries().size());
    }

    @Test
    void of_rowsTogether_narrowOnEachOther() {
        assertEquals("v2", tier(advise(0, "complex-generation", "edge")));
        assertTrue(advise(0, "research", "phone").choice().isEmpty());
        assertEquals(List.of("v3"), advise(0, "complex-generation").thenUp());
        assertTrue(advise(0, "specialised-domain").adapters().contains("rank 16"));
        assertTrue(advise(0, "medical").quantisation().startsWith("Q4_K_M"));
    }

    @Test
    void of_latency_comesFromMeasurements() {
        assertTrue(advise(0, "manufacturing").meetsLatency());
        assertFalse(advise(50, "manufacturing").meetsLatency());
        assertEquals("v2", tier(advise(50, "manufacturing")));
        assertTrue(
                advise(50, "manufacturing").reasons().stream()
                        .anyMatch(r -> r.contains("measured")));
    }

    @Test
    void write_figures_areReadForTheSameFileOnly(@TempDir Path folder) throws Exception {
        Home home = new Home(folder);
        Measurements.Tier tier = new Measurements.Tier("abc", 100, 10, 1 << 30);
        new Measurements("here", Map.of("v1", tier)).write(home);
        new Measurements("later", Map.of("v2", tier)).write(home);

        Measurements read = Measurements.read(home);

        assertEquals(Optional.of(tier), read.of("v1", "abc"));
        assertEquals(Optional.empty(), read.of("v1", "other"));
        assertEquals("later", read.origin());
        Files.writeString(folder.resolve("measurements.json"), "{");
        assertTrue(Measurements.read(home).tiers().isEmpty());
    }

    @Test
    void advise_unknownRow_namesTheKnownOnes() {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new AdviseCommand()).setErr(new PrintWriter(err));

        assertEquals(2, command.execute("--task", "astrology"));
        assertTrue(err.toString().contains("complex-generation"), err.toString());
    }

    @Test
    void advise_json_isOneObject() {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new AdviseCommand()).setOut(new PrintWriter(out));

        assertEquals(0, command.execute("--industry", "finance", "--json"));
        assertTrue(out.toString().startsWith("{\"tier\":\"v2\",\"model\":"), out.toString());
        assertTrue(out.toString().contains("\"reasons\":["), out.toString());
    }

    @Test
    void advise_ofAFolder_plansWithItsFiles(@TempDir Path work) throws Exception {
        Path folder =
                TinyFolder.safetensors(
                        work.resolve("model"), TinySpec.standard().withWeights(TensorType.F16));
        Path catalogue = work.resolve("catalogue.yaml");
        Files.writeString(
                catalogue,
                """
                models:
                  - tier: v1
                    model: Tiny
                    folder: %s
                    licence: Apache-2.0
                """
                        .formatted(folder));
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new AdviseCommand()).setOut(new PrintWriter(out));
        long bytes = 0;
        for (String file :
                List.of(
                        "model.safetensors",
                        "config.json",
                        "tokenizer.json",
                        "tokenizer_config.json")) {
            bytes += Files.size(folder.resolve(file));
        }

        assertEquals(0, command.execute("--catalogue", catalogue.toString(), "--json"));

        assertTrue(out.toString().contains("\"memory_bytes\":" + bytes + ","), out.toString());
        assertTrue(out.toString().contains("the folder's files alone"), out.toString());
    }

    private static String tier(Advice advice) {
        return advice.choice().orElseThrow().entry().tier();
    }

    private static Advice advise(double latency, String... names) {
        Map<String, Guide.Row> rows = new LinkedHashMap<>();
        for (String name : names) {
            for (Map<String, Guide.Row> known :
                    List.of(GUIDE.tasks(), GUIDE.hardware(), GUIDE.industries())) {
                if (known.containsKey(name)) {
                    rows.put(name, known.get(name));
                }
            }
        }
        List<Choice> choices = new ArrayList<>();
        for (CatalogueEntry entry : Catalogue.bundled().entries()) {
            int rank = choices.size() + 1;
            choices.add(
                    new Choice(
                            entry,
                            rank,
                            entry.bytes(),
                            Optional.of(
                                    new Measurements.Tier(
                                            entry.sha256(),
                                            1500.0 / rank,
                                            120.0 / rank,
                                            entry.bytes()))));
        }
        return Advice.of(
                new Advice.Question(rows, latency, 64), choices, Policy.bundled().profiles());
    }
}
