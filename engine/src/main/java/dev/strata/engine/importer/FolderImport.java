package dev.strata.engine.importer;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.layout.ModelFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Model folders as GGUF files, made once and kept in the cache under what the folders hold. */
final class FolderImport {
    private static final String FILE = "model.gguf";
    private static final String SUM = "model.gguf.sha256";
    private static final long STEPS = 1000;

    private final Path source;
    private final ImportCache cache;
    private final ChecksumCache checksums;

    FolderImport(Path source, Path cacheRoot, InstantSource clock) {
        this.source = source;
        this.cache = new ImportCache(cacheRoot);
        this.checksums = new ChecksumCache(cacheRoot, clock);
    }

    /**
     * The GGUF file of the folder that the source is or lies in.
     *
     * @throws EngineException with BAD_MODEL where it is unsupported, or changes meanwhile
     */
    Path file(Consumer<ImportProgress> progress) {
        FolderPrint print = print(progress);
        return cache.folder(print.key(), FolderImport::isMade, made -> write(print, made, progress))
                .resolve(FILE);
    }

    /**
     * The SHA-256 (hex) of the GGUF file, where that is in the cache; nothing is read but what the
     * file system says of the folder's files.
     */
    Optional<String> knownSum() {
        try (ModelFolder folder = ModelFolder.open(source)) {
            Optional<FolderPrint> print = FolderPrint.known(folder, checksums);
            if (print.isEmpty()) {
                return Optional.empty();
            }
            Path made = cache.place(print.get().key());
            return isMade(made)
                    ? Optional.of(Files.readString(made.resolve(SUM)))
                    : Optional.empty();
        } catch (IOException _) {
            // Whoever imports meets the same disk, and says what is wrong with it.
            return Optional.empty();
        }
    }

    private static boolean isMade(Path made) {
        return Files.isRegularFile(made.resolve(FILE)) && Files.isRegularFile(made.resolve(SUM));
    }

    /** What is written is what lay there before and after: files may change in between. */
    private void write(FolderPrint before, Path made, Consumer<ImportProgress> progress)
            throws IOException {
        Path file = made.resolve(FILE);
        try (ModelFolder folder = ModelFolder.open(source)) {
            folder.write(
                    file,
                    share ->
                            progress.accept(
                                    new ImportProgress(
                                            ImportProgress.Phase.CONVERTING,
                                            (long) (share * STEPS),
                                            STEPS)));
        }
        refuseChanged(before, print(progress));
        Files.writeString(made.resolve(SUM), sha256(file, progress));
    }

    private void refuseChanged(FolderPrint before, FolderPrint after) {
        if (before.equals(after)) {
            return;
        }
        var files = new TreeSet<>(before.sums().keySet());
        files.addAll(after.sums().keySet());
        files.removeIf(file ->
                Optional.ofNullable(before.sums().get(file))
                        .equals(Optional.ofNullable(after.sums().get(file))));
        throw BadModel.of(
                "model folder '" + source + "'",
                "changed while it was imported",
                "the same files before and after",
                "another " + String.join(", ", files),
                "import it again when nothing writes to it");
    }

    private FolderPrint print(Consumer<ImportProgress> progress) {
        try (ModelFolder folder = ModelFolder.open(source)) {
            return FolderPrint.of(folder, file -> checksums.of(file, () -> sha256(file, progress)));
        }
    }

    private static String sha256(Path file, Consumer<ImportProgress> progress) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            return ModelImporter.sha256(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), progress);
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.BAD_MODEL,
                    "file '%s' cannot be read: expected a readable file, got %s; check its permissions"
                            .formatted(file, e),
                    e);
        }
    }
}
