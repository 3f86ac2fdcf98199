package dev.strata.gateway.promote;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * What a gateway remembers of promotions from one run to the next: the signed bytes themselves,
 * which are checked again, the stage, and what was undone. One thread at a time.
 */
final class RolloutFiles {
    private static final Logger LOG = Logger.getLogger(RolloutFiles.class);
    private static final String STATE = "state.properties";

    private final Path folder;
    private final PromotionReader reader;
    private final Map<Long, byte[]> signed = new HashMap<>();

    RolloutFiles(Path folder, PromotionReader reader) {
        this.folder = folder;
        this.reader = reader;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "setting 'strata.promotions.dir' cannot be used: expected a folder that can be written, got: %s; correct it"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Keeps the bytes that a generation came in. */
    void keep(long generation, byte[] bytes) {
        signed.put(generation, bytes.clone());
    }

    /** As it was when it was last stored; what cannot be read is as if it had never come. */
    RolloutState read(Instant now) {
        Properties properties = new Properties();
        try {
            if (Files.exists(folder.resolve(STATE))) {
                properties.load(new StringReader(Files.readString(folder.resolve(STATE))));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.errorf("promotions: '%s' cannot be read and is left out: %s", folder, e);
        }
        Learned champion = learned("champion").orElseGet(Learned::bundled);
        long undone = number(properties, "undone");
        int stage =
                (int) Math.clamp(number(properties, "stage"), 0, RolloutState.STAGES.size() - 1);
        return new RolloutState(
                champion,
                learned("trial")
                        .filter(tried -> tried.generation() > champion.generation())
                        .filter(tried -> tried.generation() > undone)
                        .map(tried -> RolloutState.begun(tried, stage, now)),
                undone);
    }

    private static long number(Properties properties, String name) {
        try {
            return Long.parseLong(properties.getProperty(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private Optional<Learned> learned(String name) {
        Path file = folder.resolve(name + ".promotion");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return switch (reader.read(bytes)) {
                case PromotionReader.Reading.Good(Learned learned) -> {
                    keep(learned.generation(), bytes);
                    yield Optional.of(learned);
                }
                case PromotionReader.Reading.Refused(String why) -> {
                    LOG.errorf("promotions: '%s' is left out: %s", file, why);
                    yield Optional.empty();
                }
            };
        } catch (IOException e) {
            LOG.errorf("promotions: '%s' cannot be read and is left out: %s", file, e);
            return Optional.empty();
        }
    }

    /** Stores it; where the disk refuses, the state holds until the process ends. */
    void write(RolloutState state) {
        try {
            // The trial goes last: without it the champion stands, whatever the state says.
            write("champion", state.champion().generation());
            String text =
                    "undone=%d%nstage=%d%n"
                            .formatted(
                                    state.undone(),
                                    state.trial().map(RolloutState.Trial::stage).orElse(0));
            replace(folder.resolve(STATE), text.getBytes(StandardCharsets.UTF_8));
            write("trial", state.trial().map(t -> t.learned().generation()).orElse(0L));
        } catch (IOException e) {
            LOG.errorf("promotions: the state cannot be kept in '%s': %s", folder, e);
        }
    }

    private void write(String name, long generation) throws IOException {
        Path file = folder.resolve(name + ".promotion");
        byte[] bytes = signed.get(generation);
        if (bytes == null) {
            Files.deleteIfExists(file);
        } else {
            replace(file, bytes);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, bytes);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
