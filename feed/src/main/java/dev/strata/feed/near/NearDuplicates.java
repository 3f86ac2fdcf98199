package dev.strata.feed.near;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Clusters of near-duplicate texts, of any number of texts.
 *
 * <p>What grows with the texts lies in files of the work folder and is read through mappings; on
 * the heap is one partition of band keys at a time. The outcome depends on the texts and their
 * order alone, not on threads. Used by one thread, which has its hashing done by all processors.
 */
public final class NearDuplicates implements AutoCloseable {
    private final NearSettings settings;
    private final MinHash minHash;
    private final TextFiles texts;
    private final BandFiles bands;
    private final Path folder;
    private final Arena arena = Arena.ofConfined();

    /**
     * A text to be looked at.
     *
     * @param score of a cluster the best-scored text is kept, the first of equals
     */
    public record Candidate(String text, float score) {}

    private record Signed(int[] shingles, long[] keys, float score) {}

    private NearDuplicates(NearSettings settings, Path folder, TextFiles texts, BandFiles bands) {
        this.settings = settings;
        this.minHash = new MinHash(settings);
        this.folder = folder;
        this.texts = texts;
        this.bands = bands;
    }

    /**
     * Begins with no texts.
     *
     * @param folder exists; files in it go again with {@link #close}
     * @param expectedTexts about how many there will be; only speed and memory depend on it
     */
    public static NearDuplicates in(Path folder, NearSettings settings, long expectedTexts)
            throws IOException {
        BandFiles bands = BandFiles.create(folder, expectedTexts * settings.bands());
        return new NearDuplicates(settings, folder, TextFiles.create(folder), bands);
    }

    /**
     * Appends texts; they are numbered from 0 in the order of their coming.
     *
     * @param candidate makes the text of an item; called on several threads
     */
    public <T> void addAll(List<T> items, Function<T, Candidate> candidate) throws IOException {
        Signed[] signed = new Signed[items.size()];
        int slices = Math.min(items.size(), 4 * Runtime.getRuntime().availableProcessors());
        IntStream.range(0, slices)
                .parallel()
                .forEach(slice -> {
                    Shingles shingles = new Shingles(settings.shingleWords());
                    for (int i = slice; i < signed.length; i += slices) {
                        Candidate one = candidate.apply(items.get(i));
                        signed[i] = sign(shingles.of(one.text()), one.score());
                    }
                });
        for (Signed one : signed) {
            add(one);
        }
    }

    /** Appends a text whose shingles are known; {@code shingles} is a sorted set. */
    public void add(int[] shingles, float score) throws IOException {
        add(sign(shingles, score));
    }

    /** Compares all texts; none may be appended later. */
    public Clusters cluster() throws IOException {
        texts.map(arena);
        NumberFile file = NumberFile.create(folder.resolve("components"), 1 << 16);
        NumberFile best = NumberFile.create(folder.resolve("best"), 1 << 16);
        long bytes = (long) Integer.BYTES * texts.count();
        try (file;
                best) {
            Components components = new Components(file.mapZeros(bytes, arena));
            Comparison comparison = new Comparison(texts, components, settings.threshold());
            long unseen = 0;
            for (NumberFile part : bands.files()) {
                try (Arena whileRead = Arena.ofConfined()) {
                    MemorySegment entries = part.map(whileRead);
                    BandTable table = new BandTable(entries);
                    table.visit(comparison);
                    unseen += table.unseen();
                }
            }
            return Clusters.of(
                    texts, components, best.mapZeros(bytes, arena), comparison.compared(), unseen);
        }
    }

    /** The shingles of a text; only after {@link #cluster}. */
    public int[] shingles(int text) {
        int[] set = new int[texts.size(text)];
        texts.read(text, set);
        return set;
    }

    private Signed sign(int[] shingles, float score) {
        return new Signed(
                shingles, shingles.length == 0 ? new long[0] : minHash.bandKeys(shingles), score);
    }

    private void add(Signed one) throws IOException {
        int text = texts.add(one.shingles(), one.score());
        bands.add(text, Arrays.hashCode(one.shingles()), one.keys());
    }

    @Override
    public void close() {
        arena.close();
        try (bands) {
            texts.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
