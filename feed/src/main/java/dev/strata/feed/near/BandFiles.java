package dev.strata.feed.near;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The band keys of all texts, parted by their first bits into files: texts that share a key are in
 * one file, and each file is looked at alone. One thread.
 */
final class BandFiles implements AutoCloseable {
    /** Bytes of one entry: key, number of the text, checksum of its set. */
    static final int ENTRY_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private static final int MOST_FILES = 256;
    private static final long WANTED_ENTRIES = 1 << 20;
    private static final int BUFFER_BYTES = 1 << 15;

    private final List<NumberFile> files;
    private final int shift;

    private BandFiles(List<NumberFile> files, int shift) {
        this.files = files;
        this.shift = shift;
    }

    /**
     * @param entries about how many there will be: decides the number of files
     */
    static BandFiles create(Path folder, long entries) throws IOException {
        int bits = 1;
        while ((1L << bits) * WANTED_ENTRIES < entries && (1 << bits) < MOST_FILES) {
            bits++;
        }
        List<NumberFile> files = new ArrayList<>();
        for (int i = 0; i < 1 << bits; i++) {
            files.add(NumberFile.create(folder.resolve("bands-" + i), BUFFER_BYTES));
        }
        return new BandFiles(files, Long.SIZE - bits);
    }

    void add(int text, int checksum, long[] keys) throws IOException {
        for (long key : keys) {
            NumberFile file = files.get((int) (key >>> shift));
            file.add(key);
            file.add(text);
            file.add(checksum);
        }
    }

    List<NumberFile> files() {
        return files;
    }

    @Override
    public void close() {
        for (NumberFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
