package dev.strata.feed.near;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Clusters of near-duplicate texts, of any number of texts.
 *
 * <p>What grows with the texts lies in files of the work folder and is read through mappings; on
 * the heap is one partition of band keys at a time. The outcome depends on the texts and their
 * order alone. One thread; texts are signed elsewhere.
 */
public final class NearDuplicates implements AutoCloseable {
    private final NearSettings settings;
    private final Signer signer;
    private final TextFiles texts;
    private final BandFiles bands;
    private final Path folder;
    private final Arena arena = Arena.ofConfined();

    private NearDuplicates(NearSettings settings, Path folder, TextFiles texts, BandFiles bands) {
        this.settings = settings;
        this.signer = new Signer(settings);
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

    /** Appends a text; they are numbered from 0 in the order of their coming. */
    public void add(SignedText one) throws IOException {
        int text = texts.add(one.shingles, one.score);
        bands.add(text, Arrays.hashCode(one.shingles), one.keys);
    }

    /** Appends a text whose shingles are known; {@code shingles} is a sorted set. */
    public void add(int[] shingles, float score) throws IOException {
        add(signer.sign(shingles, score));
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
