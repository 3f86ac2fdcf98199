package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The loaded library with its environment. Thread-safe; close it after its sessions. */
public final class OnnxRuntime implements AutoCloseable {
    private static final int LOG_ERRORS = 3;
    private static final int ARENA = 1;
    private static final int DEFAULT_MEMORY = 0;

    private final OrtApi api;
    private final MemorySegment environment;
    private final MemorySegment cpuMemory;

    private OnnxRuntime(OrtApi api, MemorySegment environment, MemorySegment cpuMemory) {
        this.api = api;
        this.environment = environment;
        this.cpuMemory = cpuMemory;
    }

    /**
     * Unpacks the library below {@code libraryFolder} where it is not there yet, and loads it.
     *
     * @throws dev.strata.engine.EngineException with RUNTIME where it cannot be
     */
    public static OnnxRuntime load(Path libraryFolder) {
        OrtApi api = OrtApi.open(NativeLibrary.unpack(libraryFolder));
        MemorySegment environment = DeepStack.call(() -> environment(api));
        return new OnnxRuntime(
                api, environment, api.make(OrtApi.CREATE_CPU_MEMORY_INFO, ARENA, DEFAULT_MEMORY));
    }

    private static MemorySegment environment(OrtApi api) {
        try (Arena arena = Arena.ofConfined()) {
            return api.make(OrtApi.CREATE_ENV, LOG_ERRORS, arena.allocateFrom("strata"));
        }
    }

    /** The execution providers that this library was built with. */
    public List<String> providers() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment names = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_INT);
            api.call(OrtApi.GET_AVAILABLE_PROVIDERS, names, count);
            int n = count.get(JAVA_INT, 0);
            MemorySegment list = names.get(ADDRESS, 0).reinterpret(n * ADDRESS.byteSize());
            List<String> result = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                result.add(list.getAtIndex(ADDRESS, i).reinterpret(Long.MAX_VALUE).getString(0));
            }
            api.call(OrtApi.RELEASE_AVAILABLE_PROVIDERS, list, n);
            return List.copyOf(result);
        }
    }

    OrtApi api() {
        return api;
    }

    MemorySegment environment() {
        return environment;
    }

    MemorySegment cpuMemory() {
        return cpuMemory;
    }

    @Override
    public void close() {
        api.release(OrtApi.RELEASE_MEMORY_INFO, cpuMemory);
        api.release(OrtApi.RELEASE_ENV, environment);
    }
}
