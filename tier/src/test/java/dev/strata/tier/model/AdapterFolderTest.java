package dev.strata.tier.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.engine.AdapterInfo;
import dev.strata.engine.Adapters;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFolderTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path root;

    private final Fake adapters = new Fake();
    private final InstantSource clock = InstantSource.fixed(LONG_AGO.plusSeconds(3600));

    /** Notes what it is asked; refuses adapters that say so. */
    private static final class Fake implements Adapters {
        final TreeMap<String, String> loaded = new TreeMap<>();
        final List<String> calls = new ArrayList<>();
        boolean full;

        @Override
        public AdapterInfo load(String name, Path folder) {
            calls.add("load " + name);
            String words = read(folder.resolve("x"));
            if (words.equals("bad")) {
                throw new EngineException(EngineError.BAD_MODEL, "it is bad");
            }
            if (full) {
                throw new EngineException(EngineError.UNSUPPORTED, "it does not fit");
            }
            loaded.put(name, words);
            return new AdapterInfo(name, words, 1, 1);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new EngineException(EngineError.BAD_MODEL, e.toString());
            }
        }

        @Override
        public boolean unload(String name) {
            calls.add("unload " + name);
            return loaded.remove(name) != null;
        }

        @Override
        public List<AdapterInfo> list() {
            return loaded.keySet().stream().map(n -> new AdapterInfo(n, "", 1, 1)).toList();
        }
    }

    @Test
    void look_asAdaptersComeChangeAndGo_loadsAndUnloadsEachOnce() throws IOException {
        AdapterFolder folder = new AdapterFolder("v1", root.resolve("v1"), clock);
        folder.look(adapters);
        write("one", "a", LONG_AGO);
        write("two", "b", LONG_AGO);
        folder.look(adapters);
        folder.look(adapters);
        write("one", "c", LONG_AGO.plusSeconds(60));
        folder.look(adapters);
        Files.delete(root.resolve("v1/two/x"));
        Files.delete(root.resolve("v1/two"));
        folder.look(adapters);

        assertEquals(List.of("load one", "load two", "load one", "unload two"), adapters.calls);
        assertEquals("{one=c}", adapters.loaded.toString());
    }

    @Test
    void look_atFilesThatAreBeingWritten_waitsUntilTheyRest() throws IOException {
        AdapterFolder folder = new AdapterFolder("v1", root.resolve("v1"), clock);
        write("one", "a", clock.instant());
        folder.look(adapters);
        assertEquals(List.of(), adapters.calls);
    }

    @Test
    void look_atOneThatCannotBeLoaded_triesAgainOnlyWhenItChanges() throws IOException {
        AdapterFolder folder = new AdapterFolder("v1", root.resolve("v1"), clock);
        write("one", "bad", LONG_AGO);
        folder.look(adapters);
        folder.look(adapters);
        assertEquals(List.of("load one"), adapters.calls);

        write("one", "good", LONG_AGO.plusSeconds(1));
        folder.look(adapters);
        assertEquals("{one=good}", adapters.loaded.toString());
    }

    @Test
    void look_whereThereWasNoRoom_triesAgainUntilThereIs() throws IOException {
        AdapterFolder folder = new AdapterFolder("v1", root.resolve("v1"), clock);
        write("one", "a", LONG_AGO);
        adapters.full = true;
        folder.look(adapters);
        assertEquals("{}", adapters.loaded.toString());

        adapters.full = false;
        folder.look(adapters);
        assertEquals("{one=a}", adapters.loaded.toString());
    }

    @Test
    void look_whenTheFolderIsAway_keepsWhatIsLoaded() throws IOException {
        AdapterFolder folder = new AdapterFolder("v1", root.resolve("v1"), clock);
        write("one", "a", LONG_AGO);
        folder.look(adapters);

        Files.move(root.resolve("v1"), root.resolve("away"));
        folder.look(adapters);
        assertEquals("{one=a}", adapters.loaded.toString());

        Files.move(root.resolve("away"), root.resolve("v1"));
        folder.look(adapters);
        assertEquals(List.of("load one"), adapters.calls);
    }

    private void write(String name, String words, Instant changed) throws IOException {
        Path file = Files.createDirectories(root.resolve("v1").resolve(name)).resolve("x");
        Files.writeString(file, words);
        Files.setLastModifiedTime(file, FileTime.from(changed));
    }
}
