package dev.strata.seal.store;

import java.io.IOException;
import java.time.LocalDate;

/** Where objects lie, by a day and the SHA-256 of their bytes. Thread-safe. */
interface ContentObjects {
    /** Keeps an object; it survives a power cut when this returns. Again is harmless. */
    void put(String day, String sha256, byte[] bytes) throws IOException;

    /**
     * An object's bytes.
     *
     * @param size how many there should be; of a larger object no more than one more is read
     * @throws java.nio.file.NoSuchFileException where there is none
     */
    byte[] get(String day, String sha256, long size) throws IOException;

    /** Deletes what lies under earlier days, and says how many. */
    int deleteBefore(LocalDate first) throws IOException;
}
