package dev.strata.engine.importer;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.graph.ExternalTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;

/** The data file of a graph being written, at any place by any thread. */
record DataFile(FileChannel channel) {
    private static final int FLOAT_PIECE_BYTES = 4 << 20;

    /** Rows {@code from} to {@code to} of the matrix that is {@code base} rows into its stack. */
    record Rows(PackedWeights weights, Matrix matrix, long base, long from, long to) {

        long fileBytes() {
            return (to - from) * matrix.tensor().rowBytes();
        }
    }

    /** Writes a constant of numbers. */
    void write(GraphPlan.Table table) throws IOException {
        float[] numbers = table.numbers();
        ByteBuffer bytes = littleEndian(4L * numbers.length);
        bytes.asFloatBuffer().put(numbers);
        writeAll(bytes, table.place().offset());
    }

    /**
     * Encodes and writes a stack of matrices.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where a scale is no finite number
     */
    void write(ColumnWeights weights) throws IOException {
        ColumnEncoder encoder = new ColumnEncoder(weights);
        for (int row = 0; row < encoder.scales().length; row++) {
            if (!Float.isFinite(encoder.scales()[row])) {
                throw unsound(weights.matrices().getFirst().tensor(), row);
            }
        }
        writeAll(ByteBuffer.wrap(encoder.codes()), weights.codes().offset());
        write(new GraphPlan.Table(weights.scales(), encoder.scales()));
    }

    /** Writes a stack of matrices as numbers, some rows at a time. */
    void write(FloatWeights weights) throws IOException {
        long at = weights.numbers().offset();
        for (Matrix matrix : weights.matrices()) {
            GgufTensor tensor = matrix.tensor();
            int most = Math.max(1, FLOAT_PIECE_BYTES / (4 * tensor.columns()));
            for (long from = 0; from < tensor.rows(); from += most) {
                long to = Math.min(tensor.rows(), from + most);
                ByteBuffer piece = littleEndian((to - from) * 4 * tensor.columns());
                for (long row = from; row < to; row++) {
                    put(piece, tensor.row(matrix.source(row)));
                }
                writeAll(piece.flip(), at);
                at += piece.capacity();
            }
        }
    }

    /**
     * Encodes and writes some rows.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where a scale is no finite number
     */
    void write(Rows rows) throws IOException {
        GgufTensor tensor = rows.matrix().tensor();
        PackedWeights weights = rows.weights();
        RowEncoder encoder = new RowEncoder(tensor.type(), tensor.columns(), weights.form());
        long count = rows.to() - rows.from();
        ByteBuffer codes = littleEndian(count * encoder.codes().length);
        ByteBuffer scales = littleEndian(4 * count * encoder.scales().length);
        ByteBuffer offsetCodes = littleEndian(count * encoder.offsetCodes().length);
        ByteBuffer offsetScales = littleEndian(4 * count * encoder.offsetScales().length);
        byte[] blocks = new byte[tensor.rowBytes()];
        for (long row = rows.from(); row < rows.to(); row++) {
            tensor.read(rows.matrix().source(row), 1, blocks);
            encoder.encode(blocks, 0);
            if (!encoder.sound()) {
                throw unsound(tensor, row);
            }
            codes.put(encoder.codes());
            put(scales, encoder.scales());
            offsetCodes.put(encoder.offsetCodes());
            put(offsetScales, encoder.offsetScales());
        }
        long first = rows.base() + rows.from();
        long stacked = weights.rows();
        place(codes, weights.codes(), first, stacked);
        place(scales, weights.scales(), first, stacked);
        if (weights.offsets().isPresent()) {
            place(offsetCodes, weights.offsets().get().codes(), first, stacked);
            place(offsetScales, weights.offsets().get().scales(), first, stacked);
        }
    }

    /** The rows of all weights in pieces of about {@code codeBytes}, in file order. */
    static List<Rows> pieces(List<PackedWeights> weights, int codeBytes) {
        var pieces = new java.util.ArrayList<Rows>();
        for (PackedWeights packed : weights) {
            long rowBytes = packed.codes().bytes() / packed.rows();
            long step = Math.max(1, codeBytes / rowBytes);
            long base = 0;
            for (Matrix matrix : packed.matrices()) {
                long count = matrix.tensor().rows();
                for (long from = 0; from < count; from += step) {
                    pieces.add(new Rows(packed, matrix, base, from, Math.min(from + step, count)));
                }
                base += count;
            }
        }
        return pieces;
    }

    private void place(ByteBuffer bytes, ExternalTensor tensor, long row, long rows)
            throws IOException {
        bytes.flip();
        writeAll(bytes, tensor.offset() + tensor.bytes() / rows * row);
    }

    private void writeAll(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static void put(ByteBuffer out, float[] numbers) {
        for (float number : numbers) {
            out.putFloat(number);
        }
    }

    private static ByteBuffer littleEndian(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static RuntimeException unsound(GgufTensor tensor, long row) {
        return BadModel.of(
                "model tensor '" + tensor.name() + "'",
                "is corrupt",
                "finite numbers",
                "another in row " + row,
                "fetch the file again");
    }
}
