package dev.strata.engine.importer;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.layout.ModelFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Model folders as GGUF files, made once and kept in the cache under what the folders hold. */
final class FolderImport {
    private static final String FILE = "model.gguf";
    private static final long STEPS = 1000;

    private FolderImport() {}

    /** The GGUF file of the folder that {@code source} is or lies in. */
    static Path file(Path source, Path cacheRoot, Consumer<ImportProgress> progress) {
        try (ModelFolder folder = ModelFolder.open(source)) {
            String key =
                    "folder-%s-%d"
                            .formatted(
                                    fingerprint(folder, cacheRoot, progress), ModelFolder.VERSION);
            return new ImportCache(cacheRoot)
                    .folder(
                            key,
                            made -> Files.isRegularFile(made.resolve(FILE)),
                            made ->
                                    folder.write(
                                            made.resolve(FILE),
                                            share ->
                                                    progress.accept(
                                                            new ImportProgress(
                                                                    ImportProgress.Phase.CONVERTING,
                                                                    (long) (share * STEPS),
                                                                    STEPS))))
                    .resolve(FILE);
        }
    }

    /** Of the model's name and of every file that it is read from. */
    private static String fingerprint(
            ModelFolder folder, Path cacheRoot, Consumer<ImportProgress> progress) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            StringBuilder all = new StringBuilder(folder.name());
            ChecksumCache checksums = new ChecksumCache(cacheRoot, InstantSource.system());
            for (Path file : folder.files()) {
                all.append('\n').append(file.getFileName()).append(' ');
                all.append(checksums.of(file, () -> sha256(file, progress)));
            }
            digest.update(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
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
