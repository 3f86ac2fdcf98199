package dev.strata.cli.lab;

import dev.strata.process.link.LinkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file by which a running link is told how to be. */
record LinkControl(Path file) {
    LinkState get() {
        try {
            return LinkState.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no lab is running: expected '"
                            + file
                            + "'; start one with ./strata lab --stay",
                    e);
        }
    }

    /** Replaces the file as a whole, so that nobody reads a half. */
    void set(LinkState state) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, state.line());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "' cannot be written", e);
        }
    }
}
