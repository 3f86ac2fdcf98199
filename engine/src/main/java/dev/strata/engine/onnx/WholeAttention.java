package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Has attention compute each head's scores whole, rather than in tiles.
 *
 * <p>ONNX Runtime decides by a variable of the process' environment, which it reads for each graph
 * that is loaded; docs/adr/0360-whole-attention.md has what it costs and gains.
 */
final class WholeAttention {
    private static final System.Logger LOG = System.getLogger(WholeAttention.class.getName());

    static final String VARIABLE = "ORT_GQA_DISABLE_FLASH_ATTENTION";

    private static final int KEEP = 0; // what whoever started the process has set

    private WholeAttention() {}

    /** Sets the variable where it is not set, on systems that have {@code setenv}. */
    static void choose() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("setenv").ifPresent(function -> set(linker, function));
    }

    private static void set(Linker linker, MemorySegment function) {
        var setenv =
                linker.downcallHandle(
                        function, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(VARIABLE);
            int failed = (int) setenv.invokeExact(name, arena.allocateFrom("1"), KEEP);
            if (failed != 0) {
                LOG.log(Level.WARNING, "{0} was not set: attention computes in tiles", VARIABLE);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
