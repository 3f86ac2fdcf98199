package dev.strata.engine.kv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import org.junit.jupiter.api.Test;

class KvSlabsTest {
    private static final KvShape SHAPE = new KvShape(2, 3, 64); // 16 tokens of a head are a page

    @Test
    void bytesPerToken_countsKeysAndValuesOfAllLayers() {
        assertEquals(2 * 2 * 3 * 64 * 4, SHAPE.bytesPerToken());
    }

    @Test
    void residentBytes_countsWholePages() {
        assertEquals(0, SHAPE.residentBytes(0));
        assertEquals(12 * 4096, SHAPE.residentBytes(1));
        assertEquals(12 * 4096, SHAPE.residentBytes(16));
        assertEquals(12 * 8192, SHAPE.residentBytes(17));
    }

    @Test
    void affordableTokens_ofABudget_fitItExactly() {
        assertEquals(32, SHAPE.affordableTokens(12 * 8192));
        assertEquals(16, SHAPE.affordableTokens(12 * 8192 - 1));
    }

    @Test
    void capacity_startsEveryHeadOnAPage() {
        assertEquals(112, SHAPE.capacity(100));
        assertEquals(128, new KvShape(1, 1, 8).capacity(100));
        assertEquals(0, new KvShape(1, 1, 24).capacity(100) * 24 * 4 % 4096);
    }

    @Test
    void reserve_ofAGreatContext_takesNoMemory() {
        try (KvSlabs slabs = KvSlabs.reserve(new KvShape(28, 2, 128), 8, 16_384)) {
            assertEquals(0, slabs.residentBytes());
            assertEquals(0, slabs.measuredBytes());
        }
    }

    @Test
    void residentBytes_afterWriting_equalsWhatTheSystemCounts() {
        try (KvSlabs slabs = KvSlabs.reserve(SHAPE, 3, 256)) {
            write(slabs, 1, 40);

            assertEquals(SHAPE.residentBytes(40), slabs.residentBytes());
            assertEquals(slabs.residentBytes(), slabs.measuredBytes());
        }
    }

    @Test
    void free_ofAWrittenSlot_givesItsMemoryBackAndNoOther() {
        try (KvSlabs slabs = KvSlabs.reserve(SHAPE, 3, 256)) {
            write(slabs, 0, 20);
            write(slabs, 1, 40);

            slabs.free(1);

            assertEquals(SHAPE.residentBytes(20), slabs.residentBytes());
            assertEquals(slabs.residentBytes(), slabs.measuredBytes());
            assertEquals(7, slabs.keys(1, 0).get(JAVA_FLOAT, 0));
            assertEquals(0, slabs.keys(1, 1).get(JAVA_FLOAT, 0));
        }
    }

    @Test
    void keys_ofNeighbouringSlots_lieBehindOneAnother() {
        try (KvSlabs slabs = KvSlabs.reserve(SHAPE, 3, 256)) {
            long slot = 3L * 256 * 64 * 4;

            assertEquals(
                    slabs.keys(1, 0).address() + slot,
                    slabs.keys(1, 1).address(),
                    "slots of a slab are one batch");
            assertEquals(slot, slabs.values(1, 2).byteSize());
        }
    }

    @Test
    void reserve_ofMoreThanTheAddressSpace_saysWhatToDo() {
        var error = assertThrows(EngineException.class, () -> ReservedMemory.reserve(1L << 52));

        assertEquals(EngineError.RUNTIME, error.code());
        assertTrue(error.getMessage().contains("lower the context"), error.getMessage());
    }

    private static void write(KvSlabs slabs, int slot, int tokens) {
        slabs.touch(slot, tokens);
        for (int layer = 0; layer < 2; layer++) {
            for (int head = 0; head < 3; head++) {
                for (int i = 0; i < tokens * 64; i++) {
                    long at = (long) head * slabs.capacity() * 64 + i;
                    slabs.keys(layer, slot).setAtIndex(JAVA_FLOAT, at, 7);
                    slabs.values(layer, slot).setAtIndex(JAVA_FLOAT, at, 7);
                }
            }
        }
    }
}
