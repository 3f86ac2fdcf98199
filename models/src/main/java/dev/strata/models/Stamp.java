package dev.strata.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A note beside a model file that its checksum was right when it had this size and this time of
 * change, so that a start need not read gigabytes again.
 */
final class Stamp {
    private Stamp() {}

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".verified");
    }

    static void write(Path file, String sha256) throws IOException {
        Files.writeString(beside(file), text(file, sha256));
    }

    static boolean holds(Path file, String sha256) {
        try {
            return Files.exists(file)
                    && Files.exists(beside(file))
                    && Files.readString(beside(file)).equals(text(file, sha256));
        } catch (IOException _) {
            // An unreadable stamp proves nothing: the file is checked again.
            return false;
        }
    }

    private static String text(Path file, String sha256) throws IOException {
        return sha256
                + " "
                + Files.size(file)
                + " "
                + Files.getLastModifiedTime(file).toMillis()
                + "\n";
    }
}
