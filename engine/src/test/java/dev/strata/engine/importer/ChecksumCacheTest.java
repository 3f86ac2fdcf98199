package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumCacheTest {
    @TempDir private Path root;
    private Path file;
    private int computed;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(root.resolve("model.gguf"), "weights");
    }

    @Test
    void of_settledFile_isComputedOnce() {
        assertEquals("1", later().of(file, this::next));
        assertEquals("1", later().of(file, this::next));
        assertEquals(1, computed);
    }

    @Test
    void of_fileOfThisMoment_isNotRemembered() {
        ChecksumCache now = new ChecksumCache(root, InstantSource.system());
        assertEquals("1", now.of(file, this::next));
        assertFalse(Files.exists(root.resolve("checksums")));
        assertEquals("2", now.of(file, this::next));
    }

    @Test
    void of_otherContentWithItsSizeAndTimePutBack_isComputedAgain() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Object changed = Files.getAttribute(file, "unix:ctime");
        assertEquals("1", later().of(file, this::next));
        do {
            Files.writeString(file, "weighty");
            Files.setLastModifiedTime(file, time);
        } while (changed.equals(Files.getAttribute(file, "unix:ctime")));
        assertEquals("2", later().of(file, this::next));
    }

    @Test
    void of_fileThatChangesMeanwhile_isNotRemembered() {
        assertEquals("1", later().of(file, this::change));
        assertEquals("2", later().of(file, this::next));
    }

    @Test
    void of_damagedEntry_isComputedAgain() throws IOException {
        assertEquals("1", later().of(file, this::next));
        try (var entries = Files.list(root.resolve("checksums"))) {
            Files.writeString(entries.findFirst().orElseThrow(), "nonsense");
        }
        assertEquals("2", later().of(file, this::next));
        assertEquals("2", later().of(file, this::next));
    }

    @Test
    void of_missingFile_isLeftToTheReader() {
        assertEquals("1", later().of(root.resolve("none"), this::next));
    }

    private ChecksumCache later() {
        Instant then = Instant.now().plus(Duration.ofHours(1));
        return new ChecksumCache(root, () -> then);
    }

    private String next() {
        return "" + ++computed;
    }

    private String change() {
        try {
            Files.writeString(file, "more weights");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return next();
    }
}
