package dev.strata.engine.importer;

import dev.strata.engine.layout.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a model folder holds, in short.
 *
 * @param name the model's
 * @param sums SHA-256 (hex) of every file that the model is read from, by its name
 */
record FolderPrint(String name, SequencedMap<String, String> sums) {
    FolderPrint {
        sums = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sums));
    }

    /** Gives a file's checksum. */
    interface Sum {
        String of(Path file);
    }

    static FolderPrint of(ModelFolder folder, Sum sum) {
        SequencedMap<String, String> sums = new LinkedHashMap<>();
        for (Path file : folder.files()) {
            sums.put(String.valueOf(file.getFileName()), sum.of(file));
        }
        return new FolderPrint(folder.name(), sums);
    }

    /** The same from what is remembered of all files; empty where that is not all. */
    static Optional<FolderPrint> known(ModelFolder folder, ChecksumCache checksums) {
        FolderPrint print = of(folder, file -> checksums.known(file).orElse(""));
        return print.sums().containsValue("") ? Optional.empty() : Optional.of(print);
    }

    /** The folder's name in the cache. */
    String key() {
        StringBuilder all = new StringBuilder(name);
        sums.forEach((file, sum) -> all.append('\n').append(file).append(' ').append(sum));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(all.toString().getBytes(StandardCharsets.UTF_8));
            return "folder-%s-%d"
                    .formatted(HexFormat.of().formatHex(digest.digest()), ModelFolder.VERSION);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
