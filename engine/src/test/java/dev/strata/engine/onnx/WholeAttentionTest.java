package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeAttentionTest {
    @TempDir Path folder;

    @Test
    void load_ofTheLibrary_choosesWholeAttentionUnlessTheProcessWasStartedWithAChoice() {
        String started = Optional.ofNullable(System.getenv(WholeAttention.VARIABLE)).orElse("1");

        try (OnnxRuntime _ = OnnxRuntime.load(folder)) {
            assertEquals(started, variable());
        }
    }

    /** As native code sees it: Java keeps what the process was started with. */
    private static String variable() {
        Linker linker = Linker.nativeLinker();
        var getenv =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("getenv"),
                        FunctionDescriptor.of(ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value =
                    (MemorySegment) getenv.invokeExact(arena.allocateFrom(WholeAttention.VARIABLE));
            return value.address() == 0 ? "" : value.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
