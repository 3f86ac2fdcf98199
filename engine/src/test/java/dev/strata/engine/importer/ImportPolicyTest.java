package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.NBits.Offsets;
import org.junit.jupiter.api.Test;

class ImportPolicyTest {
    private final ImportPolicy policy = new ImportPolicy(500, 1000);

    @Test
    void form_smallProduct_isOneProductOfFaithfulBlocks() {
        assertEquals(new NBits(8, 32), policy.form(TensorType.Q4_1, 256, 499));
        assertEquals(new NBits(8, 32), policy.form(TensorType.Q6_K, 256, 999));
        assertEquals(new NBits(4, 32), policy.form(TensorType.Q4_0, 256, 999));
    }

    @Test
    void form_middleProduct_keepsFourBitsInOneProduct() {
        assertEquals(new NBits(4, 32, Offsets.COLUMNS), policy.form(TensorType.Q4_1, 256, 500));
        assertEquals(new NBits(4, 32, Offsets.COLUMNS), policy.form(TensorType.Q4_K, 256, 999));
    }

    @Test
    void blocks_withOffsetsInColumns_countsThem() {
        NBits form = new NBits(4, 32, Offsets.COLUMNS);

        assertEquals(576 + 2 * 18, form.inputs(576));
        assertEquals(20, form.blocks(576));
        assertEquals(51, form.blocks(1536));
    }

    @Test
    void form_largeProduct_readsFewBytes() {
        assertEquals(new NBits(4, 32, Offsets.PRODUCT), policy.form(TensorType.Q4_K, 256, 1000));
        assertEquals(new NBits(8, 128), policy.form(TensorType.Q5_0, 896, 1000));
        assertEquals(new NBits(8, 128), policy.form(TensorType.Q6_K, 256, 1000));
    }

    @Test
    void form_largeProductOfShortRows_staysFaithful() {
        assertEquals(new NBits(8, 32), policy.form(TensorType.Q8_0, 576, 1000));
    }

    @Test
    void form_rowsThatLargeBlocksDoNotDivide_getsSmallerBlocks() {
        assertEquals(new NBits(8, 64), policy.form(TensorType.Q6_K, 576, 1000));
        assertEquals(new NBits(8, 32), policy.form(TensorType.Q8_0, 96, 1000));
    }

    @Test
    void blocks_paddedRow_countsThePartialBlock() {
        assertEquals(3, NBits.ofOffsets().blocks(48));
        assertEquals(18, NBits.ofOffsets().blocks(280));
        assertEquals(16, new NBits(4, 32, Offsets.PRODUCT).blockBytes());
    }
}
