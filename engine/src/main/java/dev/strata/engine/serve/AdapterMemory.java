package dev.strata.engine.serve;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.adapter.Projection;
import dev.strata.engine.kv.ReservedMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapters' numbers as the graph reads them, for every product the ranks of all adapters one
 * below the other, and the masks that tell them apart.
 *
 * <p>A product of {@code m} matrices has {@code m} rows for each rank: an adapter of rank r that
 * begins at rank s has rows m*s to m*(s+r), r for each matrix in turn. Its {@code up} rows are zero
 * outside their own matrix's outputs. What no adapter has reads as zero.
 *
 * <p>A range is written by whoever loads, while no request uses it; the masks belong to the engine
 * thread.
 */
final class AdapterMemory implements AutoCloseable {
    /**
     * One product of one layer: f32[ranks * matrices, inputs] and f32[ranks * matrices, outputs].
     */
    record Product(String name, Projection.Site site, int inputs, int outputs, long down, long up) {
        int matrices() {
            return site.projections().length;
        }
    }

    private final AdapterBase base;
    private final int ranks;
    private final List<Product> products = new ArrayList<>();
    private final ReservedMemory memory;
    private final long masks;

    /**
     * Reserves address space; memory is taken where an adapter is written.
     *
     * @param ranks of all adapters together
     * @param slots most sequences of a computation
     */
    AdapterMemory(AdapterBase base, int ranks, int slots) {
        this.base = base;
        this.ranks = ranks;
        long offset = 0;
        for (int layer = 0; layer < base.layers(); layer++) {
            for (Projection.Site site : base.sites()) {
                Projection[] projections = site.projections();
                int inputs = base.inputs(projections[0]);
                int outputs = 0;
                for (Projection projection : projections) {
                    outputs += base.outputs(projection);
                }
                long rows = (long) ranks * projections.length;
                long up = offset + pages(rows * inputs);
                products.add(new Product(site.product(layer), site, inputs, outputs, offset, up));
                offset = up + pages(rows * outputs);
            }
        }
        this.masks = offset;
        long maskNumbers = (long) slots * ranks * mostMatrices();
        this.memory = ReservedMemory.reserve(offset + mostMatrices() * pages(maskNumbers));
    }

    private static int mostMatrices() {
        int most = 0;
        for (Projection.Site site : Projection.Site.values()) {
            most = Math.max(most, site.projections().length);
        }
        return most;
    }

    private static long pages(long numbers) {
        return Math.ceilDiv(numbers * Float.BYTES, ReservedMemory.PAGE_BYTES)
                * ReservedMemory.PAGE_BYTES;
    }

    List<Product> products() {
        return products;
    }

    /** The rows of {@code product} that belong to ranks from {@code from}, of its narrow side. */
    MemorySegment down(Product product, int from) {
        return rows(product.down(), from * product.matrices(), product.inputs());
    }

    /** The same of its wide side. */
    MemorySegment up(Product product, int from) {
        return rows(product.up(), from * product.matrices(), product.outputs());
    }

    private MemorySegment rows(long offset, long row, int columns) {
        return memory.segment().asSlice(offset + row * columns * Float.BYTES);
    }

    /** Writes an adapter's numbers; its scales are multiplied in. */
    void write(int start, int rank, LoraAdapter adapter) {
        for (LoraAdapter.Part part : adapter.parts()) {
            Projection.Site site = part.projection().site();
            Product product =
                    products.get(part.layer() * base.sites().size() + base.sites().indexOf(site));
            int row = 0;
            int column = 0;
            for (Projection projection : site.projections()) {
                if (projection == part.projection()) {
                    break;
                }
                row += rank;
                column += base.outputs(projection);
            }
            writeDown(product, start * product.matrices() + row, adapter.down(part));
            writeUp(product, start * product.matrices() + row, column, part, adapter.up(part));
        }
    }

    private void writeDown(Product product, int row, float[] numbers) {
        MemorySegment.copy(
                numbers,
                0,
                rows(product.down(), row, product.inputs()),
                JAVA_FLOAT,
                0,
                numbers.length);
    }

    private void writeUp(
            Product product, int row, int column, LoraAdapter.Part part, float[] numbers) {
        int outputs = numbers.length / part.rank();
        float[] line = new float[outputs];
        for (int rank = 0; rank < part.rank(); rank++) {
            for (int o = 0; o < outputs; o++) {
                line[o] = part.scale() * numbers[o * part.rank() + rank];
            }
            MemorySegment.copy(
                    line,
                    0,
                    rows(product.up(), row + rank, product.outputs()),
                    JAVA_FLOAT,
                    (long) column * Float.BYTES,
                    outputs);
        }
    }

    /** Has the ranks from {@code start} read as zero again, and gives their memory back. */
    void clear(int start, int rank) {
        for (Product product : products) {
            long rows = (long) rank * product.matrices() * Float.BYTES;
            long first = (long) start * product.matrices() * Float.BYTES;
            memory.clear(product.down() + first * product.inputs(), rows * product.inputs());
            memory.clear(product.up() + first * product.outputs(), rows * product.outputs());
        }
    }

    /** The mask of products with {@code matrices} matrices: f32[batch, 1, ranks * matrices]. */
    MemorySegment mask(int matrices) {
        long each = (memory.segment().byteSize() - masks) / mostMatrices();
        return memory.segment().asSlice(masks + (matrices - 1) * each, each);
    }

    /** How many matrices share a product: each number that there is. */
    int[] masks() {
        return base.sites().stream()
                .mapToInt(site -> site.projections().length)
                .distinct()
                .sorted()
                .toArray();
    }

    int ranks() {
        return ranks;
    }

    @Override
    public void close() {
        memory.close();
    }
}
