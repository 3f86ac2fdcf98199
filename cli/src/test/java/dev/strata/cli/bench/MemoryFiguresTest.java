package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryFiguresTest {
    private static final MetricsPage METRICS =
            MetricsPage.of(
                    """
                    # TYPE strata_tier_weights_bytes gauge
                    strata_tier_weights_bytes{tier="v1"} 1.0E8
                    strata_tier_weights_bytes{tier="v2"} 2.0E8
                    strata_tier_kv_bytes{tier="v1"} 6.0E7
                    strata_tier_prefix_bytes{tier="v2"} 4.0E7
                    strata_tier_kv_budget_bytes{tier="v2"} 9.0E9
                    strata_tier_load_seconds{tier="v1"} 0.69
                    strata_tier_load_seconds{tier="v2"} 2.75
                    """);

    @Test
    void ofTier_ofTwoModels_addsWhatTheyHold() {
        ProcessMemory memory = ProcessMemory.ofTier(800_000_000, METRICS);

        assertEquals(300_000_000, memory.weightBytes());
        assertEquals(100_000_000, memory.kvBytes());
        assertEquals(750_000_000, memory.wantedBytes());
        assertTrue(memory.isTooMuch());
        assertEquals(Map.of("v1", .69, "v2", 2.75), memory.loadSeconds());
        assertFalse(ProcessMemory.ofTier(750_000_000, METRICS).isTooMuch());
        assertFalse(ProcessMemory.withoutModel(800_000_000).isTooMuch());
    }

    @Test
    void report_ofAMesh_tellsWhatIsMissed() {
        Map<String, ProcessMemory> processes = new LinkedHashMap<>();
        processes.put("tier-edge", ProcessMemory.ofTier(800_000_000, METRICS));
        processes.put("gateway", ProcessMemory.withoutModel(8_300_000_000L));
        StringWriter out = new StringWriter();

        new MemoryFigures(processes).report().print(new PrintWriter(out, true), false);

        String text = out.toString();
        assertTrue(text.contains("750 (missed)"), text);
        assertTrue(text.contains("9000 (missed)"), text);
        assertTrue(text.contains("2.5 s (missed)"), text);
        assertFalse(text.contains("0.7 s (missed)"), text);
    }
}
