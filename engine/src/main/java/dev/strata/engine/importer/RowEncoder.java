package dev.strata.engine.importer;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.NBits.Offsets;
import java.util.Arrays;

/**
 * Turns rows of GGUF blocks into rows of an {@link NBits}. Holds buffers: one thread each.
 *
 * <p>Where the form's blocks are the file's groups and codes fit, the weights stay exactly what
 * they were; else they are rounded to 8 bits, to the nearest.
 */
final class RowEncoder {
    private final TensorType type;
    private final int columns;
    private final NBits form;
    private final boolean exact;
    private final byte[] fileCodes;
    private final float[] fileScales;
    private final float[] fileOffsets;
    private final float[] numbers;
    private final byte[] wide;
    private final float[] scales;
    private final byte[] codes;
    private final byte[] offsetCodes;
    private final float[] offsetScales;

    RowEncoder(TensorType type, int columns, NBits form) {
        this.type = type;
        this.columns = columns;
        this.form = form;
        this.exact = isExact(type, form);
        if (!exact && form.bits() != 8) {
            throw new IllegalArgumentException(type + " does not become " + form);
        }
        int groups = columns / Math.max(1, type.groupElements());
        int blocks = form.blocks(columns);
        this.fileCodes = new byte[columns];
        this.fileScales = new float[groups];
        this.fileOffsets = new float[groups];
        this.numbers = new float[exact ? 0 : columns];
        this.wide = new byte[blocks * form.blockElements()];
        this.scales = new float[blocks];
        this.codes = new byte[blocks * form.blockBytes()];
        NBits offsets = NBits.ofOffsets();
        int offsetBlocks = form.offsets() == Offsets.PRODUCT ? offsets.blocks(groups) : 0;
        this.offsetCodes = new byte[offsetBlocks * offsets.blockElements()];
        this.offsetScales = new float[offsetBlocks];
    }

    /** Whether rows of {@code type} keep their exact numbers in {@code form}, offsets aside. */
    static boolean isExact(TensorType type, NBits form) {
        return type.quantised()
                && type.groupElements() == form.blockElements()
                && (type.hasOffset()
                        ? form.offset() && type.bits() == form.bits()
                        : !form.offset() && type.bits() <= form.bits());
    }

    /** Encodes the row that begins at {@code blocks[at]}; the getters then give its parts. */
    void encode(byte[] blocks, int at) {
        if (exact) {
            type.codes(blocks, at, columns, fileCodes, fileScales, fileOffsets);
            System.arraycopy(fileScales, 0, scales, 0, fileScales.length);
            int shift = form.offset() ? 0 : form.zero() - type.zero();
            for (int i = 0; i < columns; i++) {
                wide[i] = (byte) (fileCodes[i] + shift);
            }
            if (form.offset()) {
                centre();
            }
            switch (form.offsets()) {
                case NONE -> {}
                case COLUMNS -> appendOffsets();
                case PRODUCT ->
                        round(fileOffsets, fileOffsets.length, offsetCodes, offsetScales, 16);
            }
        } else {
            type.dequantise(blocks, at, columns, numbers);
            round(numbers, columns, wide, scales, form.blockElements());
        }
        pack();
    }

    /** The row's codes, packed; overwritten by the next row. */
    byte[] codes() {
        return codes;
    }

    /** A scale for each block; overwritten by the next row. */
    float[] scales() {
        return scales;
    }

    /** The offsets' codes, empty without offsets; overwritten by the next row. */
    byte[] offsetCodes() {
        return offsetCodes;
    }

    /** The offsets' scales, empty without offsets; overwritten by the next row. */
    float[] offsetScales() {
        return offsetScales;
    }

    /** Whether all scales and offsets of the row are finite numbers. */
    boolean sound() {
        float sum = 0;
        for (float scale : scales) {
            sum += scale * 0;
        }
        for (float scale : offsetScales) {
            sum += scale * 0;
        }
        return sum == 0;
    }

    /** Offsets from codes around their middle, for means in the place of sums. */
    private void centre() {
        for (int g = 0; g < fileOffsets.length; g++) {
            fileOffsets[g] += (form.zero() - type.zero()) * scales[g];
            fileOffsets[g] *= form.blockElements();
        }
    }

    /**
     * Rounds the offsets to steps of their block of columns, and what that leaves, {@link
     * NBits#FINE} times as large, to steps of its own: these columns come after those.
     */
    private void appendOffsets() {
        Arrays.fill(wide, columns, wide.length, (byte) form.zero());
        int groups = fileOffsets.length;
        for (int from = 0; from < 2 * groups; from += form.blockElements()) {
            int to = Math.min(from + form.blockElements(), 2 * groups);
            int rounded = Math.min(from, groups); // offsets whose blocks are done
            float largest = 0; // a number that is none, or infinite, shows in the scale
            for (int i = from; i < to; i++) {
                boolean known = i < groups || i - groups < rounded;
                largest = Math.max(largest, known ? Math.abs(appended(i)) : 0);
            }
            scales[(columns + from) / form.blockElements()] = largest / (form.zero() - 1);
            for (int i = from; i < to; i++) {
                append(i);
            }
        }
    }

    /** An offset, or what the steps of it, which are known by then, do not tell. */
    private float appended(int i) {
        int groups = fileOffsets.length;
        return i < groups
                ? fileOffsets[i]
                : NBits.FINE * (fileOffsets[i - groups] - told(columns + i - groups));
    }

    private float told(int column) {
        return ((wide[column] & 0xff) - form.zero()) * scales[column / form.blockElements()];
    }

    /** Rounds to the nearest step; within one block, half a step's rest may be a step too large. */
    private void append(int i) {
        float step = scales[(columns + i) / form.blockElements()];
        int steps = step == 0 ? 0 : Math.round(appended(i) / step);
        wide[columns + i] = (byte) (form.zero() + Math.clamp(steps, -form.zero(), form.zero() - 1));
    }

    private void pack() {
        if (form.bits() == 8) {
            System.arraycopy(wide, 0, codes, 0, codes.length);
            return;
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (wide[2 * i] | wide[2 * i + 1] << 4);
        }
    }

    /** Rounds to 8 bits around 128, to the nearest, with a scale for each block. */
    private static void round(
            float[] numbers, int count, byte[] codes, float[] scales, int blockElements) {
        Arrays.fill(codes, (byte) 128);
        for (int from = 0, b = 0; from < count; from += blockElements, b++) {
            int to = Math.min(from + blockElements, count);
            float largest = 0; // a number that is none, or infinite, shows in the scale
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(numbers[i]));
            }
            float inverse = largest == 0 ? 0 : 127 / largest;
            for (int i = from; i < to; i++) {
                codes[i] = (byte) (int) (numbers[i] * inverse + 128.5f);
            }
            scales[b] = largest / 127;
        }
    }
}
