package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Elements of one, two or four bytes that lie column after column: {@code [columns, rows]}, as
 * graphs multiply by them. Turned in strips of rows, so that every page is read once.
 */
final class TurnedWeight implements Weight {
    private static final int STRIP_ROWS = 256;
    private static final int MOST_STRIP = 1 << 26; // bytes

    private final MemorySegment data;
    private final TensorType type;
    private final int bytes;
    private final long rows;
    private final int columns;
    private byte[] strip = {};
    private long stripFrom = -1;
    private int stripRows;

    /**
     * @param type of whole numbers of {@code bytes} bytes where it is not F32, F16 or BF16
     */
    TurnedWeight(MemorySegment data, TensorType type, int bytes, long rows, int columns) {
        this.data = data;
        this.type = type;
        this.bytes = bytes;
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public void row(long row, ByteBuffer out) {
        int within = at(row);
        for (int column = 0; column < columns; column++) {
            out.put(strip, (column * stripRows + within) * bytes, bytes);
        }
    }

    /** The elements of a row of single bytes. */
    void row(long row, byte[] elements) {
        int within = at(row);
        for (int column = 0; column < columns; column++) {
            elements[column] = strip[column * stripRows + within];
        }
    }

    private int at(long row) {
        if (stripFrom < 0 || row < stripFrom || row >= stripFrom + stripRows) {
            int most = Math.clamp(MOST_STRIP / columns / bytes, 1, STRIP_ROWS);
            stripFrom = row / most * most;
            stripRows = (int) Math.min(most, rows - stripFrom);
            int width = stripRows * bytes;
            strip = new byte[Math.multiplyExact(columns, width)];
            for (int column = 0; column < columns; column++) {
                MemorySegment.copy(
                        data,
                        ValueLayout.JAVA_BYTE,
                        (column * rows + stripFrom) * bytes,
                        strip,
                        column * width,
                        width);
            }
        }
        return (int) (row - stripFrom);
    }
}
