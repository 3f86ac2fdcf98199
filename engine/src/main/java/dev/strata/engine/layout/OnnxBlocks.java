package dev.strata.engine.layout;

import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads matrices in blocks of codes: {@code MatMulNBits} and {@code GatherBlockQuantized}. */
final class OnnxBlocks {
    private static final GraphTensor NO_ZEROS =
            new GraphTensor("", GraphTensor.UINT8, List.of(0L), MemorySegment.NULL);

    private final OnnxConstants constants;

    OnnxBlocks(OnnxConstants constants) {
        this.constants = constants;
    }

    /** What a product multiplies by. */
    OnnxProducts.Found product(GraphNode node, GraphTensor codes) {
        for (int other : List.of(4, 5)) {
            if (!node.input(other).isEmpty()) {
                throw constants.bad(
                        node, "has an input that is not understood", "none", node.input(other));
            }
        }
        int bits = bits(node, 4);
        BlockWeight.Form form =
                new BlockWeight.Form(
                        node.whole("N", 0),
                        constants.columns(node, node.whole("K", 0)),
                        bits,
                        block(node, 0),
                        1 << bits - 1,
                        false);
        return found(node, codes, form, node.input(2), node.input(3));
    }

    /** What rows are looked up in: whole blocks, row after row. */
    OnnxProducts.Found rows(GraphNode node, GraphTensor codes) {
        boolean bytes = codes.type() == GraphTensor.UINT8;
        boolean signed = codes.type() == GraphTensor.INT4;
        int bits = bytes ? bits(node, 4) : 4;
        long rows = codes.dimensions().isEmpty() ? 0 : codes.dimensions().getFirst();
        if (rows < 1
                || !codes.isWhole()
                || node.whole("gather_axis", 0) != 0
                || node.whole("quantize_axis", 1) < 1) {
            throw constants.bad(
                    node, "looks rows up in an unsupported way", "rows of blocks", "another");
        }
        BlockWeight.Form form =
                new BlockWeight.Form(
                        rows,
                        constants.columns(node, codes.data().byteSize() / rows * 8 / bits),
                        bits,
                        block(node, 128),
                        bytes ? 1 << bits - 1 : signed ? 8 : 0,
                        signed);
        return found(node, codes, form, node.input(2), node.input(3));
    }

    private int bits(GraphNode node, int otherwise) {
        long bits = node.whole("bits", otherwise);
        if (bits != 2 && bits != 4 && bits != 8) {
            throw constants.bad(node, "has codes of odd length", "2, 4 or 8 bits", bits);
        }
        return (int) bits;
    }

    private int block(GraphNode node, int otherwise) {
        long block = node.whole("block_size", otherwise);
        if (block < 16 || block > 1 << 16 || Long.bitCount(block) != 1) {
            throw constants.bad(node, "has blocks of odd length", "16 to 65536", block);
        }
        return (int) block;
    }

    private OnnxProducts.Found found(
            GraphNode node,
            GraphTensor codes,
            BlockWeight.Form form,
            String scaleName,
            String zeroName) {
        GraphTensor scales = constants.find(scaleName);
        GraphTensor zeros = zeroName.isEmpty() ? NO_ZEROS : constants.find(zeroName);
        if (!codes.isWhole()
                || form.rows() < 1
                || form.rows() > Integer.MAX_VALUE
                || codes.data().byteSize() != form.rows() * form.rowBytes()) {
            throw odd(node, "codes of " + form, codes.dimensions());
        }
        if (scales == null
                || !scales.isWhole()
                || OnnxTypes.of(scales.type()).isEmpty()
                || scales.elements() != form.rows() * form.blocks()) {
            throw odd(node, "a scale of 32 or 16 bits for each block", "'" + scaleName + "'");
        }
        boolean zerosFit =
                zeros != null
                        && (zeros == NO_ZEROS
                                || OnnxTypes.of(zeros.type()).isEmpty()
                                        && zeros.data().byteSize()
                                                == form.rows() * form.zeroBytes());
        if (zeros == null || !zerosFit) {
            throw odd(node, "whole zeros for each block", "'" + zeroName + "'");
        }
        constants.use(scaleName);
        constants.use(zeroName);
        constants.use(codes.name());
        return new OnnxProducts.Found(codes.name(), new BlockWeight(form, codes, scales, zeros));
    }

    private RuntimeException odd(GraphNode node, Object expected, Object got) {
        return constants.bad(node, "has weights in an unsupported form", expected, got);
    }
}
