package dev.strata.engine.kv;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A range of address space that takes memory only where it is written, and can give it back.
 *
 * <p>Reads as zero where never written. One thread at a time. Linux.
 */
public final class ReservedMemory implements AutoCloseable {
    /** The unit in which memory is taken. */
    public static final int PAGE_BYTES = 4096;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_NOHUGEPAGE =
            15; // a huge page would make 2 MiB resident at a time

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP =
            handle(
                    "mmap",
                    FunctionDescriptor.of(
                            ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MADVISE =
            handle("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MINCORE =
            handle("mincore", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));

    private final MemorySegment memory;

    private ReservedMemory(MemorySegment memory) {
        this.memory = memory;
    }

    /**
     * Reserves {@code bytes}, a whole number of pages.
     *
     * @throws EngineException with RUNTIME where the system refuses
     */
    public static ReservedMemory reserve(long bytes) {
        try {
            MemorySegment address =
                    (MemorySegment)
                            MMAP.invokeExact(
                                    MemorySegment.NULL,
                                    bytes,
                                    PROT_READ_WRITE,
                                    MAP_PRIVATE_ANONYMOUS_NORESERVE,
                                    -1,
                                    0L);
            if (address.address() == -1) {
                throw new EngineException(
                        EngineError.RUNTIME,
                        "KV cache cannot reserve its address space: expected %d bytes, got none; lower the context or the number of running requests, or raise the address-space limit"
                                .formatted(bytes));
            }
            int _ = (int) MADVISE.invokeExact(address, bytes, MADV_NOHUGEPAGE);
            return new ReservedMemory(address.reinterpret(bytes));
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The whole range; valid until closed. */
    public MemorySegment segment() {
        return memory;
    }

    /** Gives the memory of a range of whole pages back; it reads as zero then. */
    void giveBack(long offset, long bytes) {
        try {
            int failed =
                    (int) MADVISE.invokeExact(memory.asSlice(offset, bytes), bytes, MADV_DONTNEED);
            if (failed != 0) {
                throw new EngineException(
                        EngineError.RUNTIME,
                        "KV cache cannot give %d bytes back: madvise failed".formatted(bytes));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Makes any range read as zero; the memory of its whole pages is given back. */
    public void clear(long offset, long bytes) {
        long end = offset + bytes;
        long firstPage = Math.ceilDiv(offset, PAGE_BYTES) * PAGE_BYTES;
        long lastPage = end / PAGE_BYTES * PAGE_BYTES;
        if (firstPage >= lastPage) {
            memory.asSlice(offset, bytes).fill((byte) 0);
            return;
        }
        memory.asSlice(offset, firstPage - offset).fill((byte) 0);
        giveBack(firstPage, lastPage - firstPage);
        memory.asSlice(lastPage, end - lastPage).fill((byte) 0);
    }

    /** Bytes that are resident now, as the system counts them. Slow. */
    long residentBytes() {
        long pages = memory.byteSize() / PAGE_BYTES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment states = arena.allocate(pages);
            int _ = (int) MINCORE.invokeExact(memory, memory.byteSize(), states);
            long resident = 0;
            for (long i = 0; i < pages; i++) {
                resident += states.get(JAVA_BYTE, i) & 1;
            }
            return resident * PAGE_BYTES;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    @Override
    public void close() {
        try {
            int _ = (int) MUNMAP.invokeExact(memory, memory.byteSize());
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    private static RuntimeException rethrow(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
