package dev.strata.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.models.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsImportFolderTest {
    @TempDir Path work;

    @Test
    void import_ofAFolder_makesAModelFileAndSaysHowToServeIt() throws IOException {
        Path folder =
                TinyFolder.safetensors(
                        work.resolve("model"), TinySpec.standard().withWeights(TensorType.F16));

        String out =
                execute(
                        0,
                        "import",
                        "--cache",
                        work.resolve("cache").toString(),
                        folder.toString());

        assertTrue(out.contains("Tiny-1, llama, sha256 "), out);
        assertTrue(out.contains("folder: " + folder), out);
        Path made = Path.of(out.replaceAll("(?s).*model file: (\\S+).*", "$1"));
        assertTrue(Files.isRegularFile(made), out);
        assertTrue(made.startsWith(work.resolve("cache")), out);
        assertTrue(execute(0, "inspect", made.toString()).contains("F16"));
    }

    @Test
    void import_ofAFolderWithoutATokenizer_namesTheFile() throws IOException {
        Path folder =
                TinyFolder.safetensors(
                        work.resolve("model"), TinySpec.standard().withWeights(TensorType.F16));
        Files.delete(folder.resolve("tokenizer.json"));

        String out =
                execute(
                        1,
                        "import",
                        "--cache",
                        work.resolve("cache").toString(),
                        folder.toString());

        assertTrue(out.contains("lacks a file: expected tokenizer.json"), out);
    }

    @Test
    void isImported_ofAFolderOfACatalogue_isSoOnceItWas() throws IOException {
        Path folder =
                TinyFolder.safetensors(
                        work.resolve("model"), TinySpec.standard().withWeights(TensorType.F16));
        CatalogueEntry entry =
                new CatalogueEntry("v1", "Tiny", "", 0, "", "", List.of(new Source.Folder(folder)));
        Path cache = work.resolve("cache");
        assertFalse(Held.isImported(entry, cache));

        // A file is remembered once it has not changed for two seconds.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Held.isImported(entry, cache)) {
            assertTrue(System.nanoTime() < until);
            execute(0, "import", "--cache", cache.toString(), folder.toString());
        }

        assertTrue(
                Held.bytes(entry, new ModelStore(work))
                        > Files.size(folder.resolve("model.safetensors")));
    }

    private static String execute(int status, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new ModelsCommand());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(out));
        command.setExecutionExceptionHandler((e, _, _) -> {
            out.write(String.valueOf(e.getMessage()));
            return 1;
        });
        assertEquals(status, command.execute(arguments), out::toString);
        return out.toString();
    }
}
