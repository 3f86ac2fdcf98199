package dev.strata.service.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an {@link Identity}; mounted ones change by a link, so that no time of change tells.
 */
record PemFiles(Path certificate, Path key, Optional<Path> authority) {
    /** All that they hold, or why one cannot be read. */
    String texts() {
        return text(certificate)
                + "\0"
                + text(key)
                + "\0"
                + authority.map(PemFiles::text).orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    @Override
    public String toString() {
        return authority
                .map(file -> "'%s', '%s' and '%s'".formatted(certificate, key, file))
                .orElseGet(() -> "'%s' and '%s'".formatted(certificate, key));
    }
}
