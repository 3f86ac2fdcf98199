package dev.strata.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {
    @TempDir Path folder;

    @Test
    void bundled_default_hasThreeRealModelsCheapestFirst() {
        Catalogue catalogue = Catalogue.bundled();

        assertEquals(List.of("v1", "v2", "v3"), catalogue.tiers());
        assertEquals(1_117_320_768L, catalogue.require("v3").bytes());
        assertEquals("Apache-2.0", catalogue.require("v2").licence());
        assertEquals(3, catalogue.require("v1").sources().size());
    }

    @Test
    void tiny_always_isGenerated() {
        for (CatalogueEntry entry : Catalogue.tiny().entries()) {
            assertTrue(entry.generated().isPresent(), entry.tier());
        }
    }

    @Test
    void writeTiny_folder_readsBackTheSame() {
        assertEquals(Catalogue.tiny(), Catalogue.load(Catalogue.writeTiny(folder)));
    }

    @Test
    void require_unknownTier_namesTheKnownOnes() {
        ModelException e =
                assertThrows(ModelException.class, () -> Catalogue.bundled().require("v9"));

        assertEquals(ModelException.Code.UNKNOWN_TIER, e.code());
        assertTrue(e.getMessage().contains("'v9'"), e.getMessage());
        assertTrue(e.getMessage().contains("[v1, v2, v3]"), e.getMessage());
    }

    @Test
    void load_folderBesideTheCatalogue_isServedFromThere() throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "models: [{tier: v2, model: m, folder: exports/m}]");
        CatalogueEntry entry = Catalogue.load(file).require("v2");
        ModelStore store = new ModelStore(folder.resolve("home"));
        Path wanted = folder.resolve("exports/m");

        assertEquals(wanted, store.path(entry));
        ModelException e = assertThrows(ModelException.class, () -> store.require(entry));
        assertTrue(e.getMessage().contains("expected the folder '" + wanted), e.getMessage());
        assertEquals(new Verification.Missing(), store.verify(entry));
        Files.createDirectories(wanted);
        assertEquals(wanted, store.fetch(entry, (_, _) -> {}));
        assertEquals(new Verification.Unchecked(), store.verify(entry));
    }

    @Test
    void load_folderWithAFile_isRefused() throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "models: [{tier: v2, model: m, file: m.gguf, folder: m}]");

        ModelException e = assertThrows(ModelException.class, () -> Catalogue.load(file));

        assertTrue(e.getMessage().contains("none beside a folder"), e.getMessage());
    }

    @Test
    void load_shortChecksum_namesEntryAndField() throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(
                file,
                """
                name: mine
                models:
                  - tier: v1
                    model: m
                    file: m.gguf
                    bytes: 10
                    sha256: abc
                    licence: MIT
                    sources:
                      - hub: https://example.org/m.gguf
                """);

        ModelException e = assertThrows(ModelException.class, () -> Catalogue.load(file));

        assertTrue(e.getMessage().contains("'v1' has a wrong sha256"), e.getMessage());
    }

    @Test
    void load_noSuchFile_saysSo() {
        ModelException e =
                assertThrows(
                        ModelException.class, () -> Catalogue.load(folder.resolve("none.yaml")));

        assertTrue(e.getMessage().contains("no such file"), e.getMessage());
    }

    @Test
    void load_notYaml_isBadCatalogue() throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, "models: 7");

        ModelException e = assertThrows(ModelException.class, () -> Catalogue.load(file));

        assertEquals(ModelException.Code.BAD_CATALOGUE, e.code());
    }

    @Test
    void load_ownCatalogue_readsEverySourceKind() throws IOException {
        Path file = folder.resolve("own.yaml");
        Files.writeString(
                file,
                """
                name: own
                models:
                  - tier: big
                    model: m
                    file: m.gguf
                    bytes: 10
                    sha256: %s
                    licence: MIT
                    sources:
                      - local: MY_MODELS
                      - hub: https://example.org/m.gguf
                      - python: {package: 'p{n}', version: '1', member: 'd/{nn}', parts: 2}
                """
                        .formatted("0".repeat(64)));

        CatalogueEntry entry = Catalogue.load(file).require("big");

        assertEquals(new Source.LocalPath("MY_MODELS"), entry.sources().get(0));
        assertEquals(new Source.PythonParts("p{n}", "1", "d/{nn}", 2), entry.sources().get(2));
        assertEquals("hub example.org", entry.sources().get(1).describe());
    }
}
