package dev.strata.engine.importer;

import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.PairedRows;

/**
 * A weight matrix of the file, and in which order its rows are wanted.
 *
 * @param tensor the matrix
 * @param pairedHeads heads whose rows come as pairs (x0, y0, x1, y1, ...) and are wanted as halves
 *     (x0, x1, ..., y0, y1, ...); 0 where rows stay as they are
 */
record Matrix(GgufTensor tensor, int pairedHeads) {

    /** The file's row that belongs at {@code row}. */
    long source(long row) {
        return pairedHeads == 0 ? row : source(row, tensor.rows(), pairedHeads);
    }

    /** The row that the file's {@code row} belongs at: the inverse of {@link #source(long)}. */
    long target(long row) {
        return pairedHeads == 0 ? row : PairedRows.ofPairs(row, tensor.rows(), pairedHeads);
    }

    /** Of {@code rows} rows that come as pairs in each of {@code heads} heads. */
    static long source(long row, long rows, int heads) {
        return PairedRows.ofHalves(row, rows, heads);
    }
}
