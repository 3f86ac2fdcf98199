package dev.strata.feed.near;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The set of shingles and the score of every text, on disk, found by the text's number. */
final class TextFiles implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int ENTRY_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private final NumberFile places;
    private final NumberFile shingles;
    private MemorySegment mappedPlaces = MemorySegment.NULL;
    private MemorySegment mappedShingles = MemorySegment.NULL;
    private int count;

    private TextFiles(NumberFile places, NumberFile shingles) {
        this.places = places;
        this.shingles = shingles;
    }

    static TextFiles create(Path folder) throws IOException {
        NumberFile places = NumberFile.create(folder.resolve("texts"), BUFFER_BYTES);
        return new TextFiles(places, NumberFile.create(folder.resolve("shingles"), BUFFER_BYTES));
    }

    int count() {
        return count;
    }

    /** Appends a text and gives its number. */
    int add(int[] set, float score) throws IOException {
        places.add(shingles.bytes());
        places.add(set.length);
        places.add(Float.floatToRawIntBits(score));
        shingles.add(set);
        return count++;
    }

    /** Nothing may be appended from here on. */
    void map(Arena arena) throws IOException {
        mappedPlaces = places.map(arena);
        mappedShingles = shingles.map(arena);
    }

    int size(int text) {
        return mappedPlaces.get(ValueLayout.JAVA_INT, (long) text * ENTRY_BYTES + Long.BYTES);
    }

    float score(int text) {
        return Float.intBitsToFloat(
                mappedPlaces.get(
                        ValueLayout.JAVA_INT,
                        (long) text * ENTRY_BYTES + Long.BYTES + Integer.BYTES));
    }

    /** Copies a text's set into {@code into}, which has room for {@link #size} of it. */
    void read(int text, int[] into) {
        long at = mappedPlaces.get(ValueLayout.JAVA_LONG, (long) text * ENTRY_BYTES);
        MemorySegment.copy(mappedShingles, ValueLayout.JAVA_INT, at, into, 0, size(text));
    }

    @Override
    public void close() throws IOException {
        try (places) {
            shingles.close();
        }
    }
}
