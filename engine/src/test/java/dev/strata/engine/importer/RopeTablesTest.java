package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RopeTablesTest {
    private static final int CONTEXT = 131_072;

    @TempDir Path folder;

    @Test
    void plan_ofALongContext_computesTablesWhenTheyAreWritten() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withContext(CONTEXT));
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (GgufFile file = GgufFile.open(gguf)) {
            Blueprint blueprint = Blueprint.of(file, "sum");
            long before = thread.getCurrentThreadAllocatedBytes();

            GraphPlan plan = DecoderGraph.plan(file, blueprint, ImportPolicy.standard());

            long allocated = thread.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 2 << 20, "took " + allocated + " bytes");
            GraphPlan.Table cosines = plan.tables().getFirst();
            assertEquals(8 * CONTEXT, cosines.numbers().length);
            assertEquals(1, cosines.numbers()[0]);
            assertEquals((float) Math.cos(CONTEXT - 1), cosines.numbers()[8 * (CONTEXT - 1)]);
        }
    }
}
