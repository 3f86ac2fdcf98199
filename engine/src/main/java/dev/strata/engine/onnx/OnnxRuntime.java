package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loaded library with its environment. Thread-safe; close it after its sessions.
 *
 * <p>The environment holds one pool of threads, made for the first session and shared by all
 * sessions that compute with as many.
 */
public final class OnnxRuntime implements AutoCloseable {
    private static final int LOG_ERRORS = 3;
    private static final int ARENA = 1;
    private static final int DEFAULT_MEMORY = 0;

    /** What the first session made. */
    private record Environment(MemorySegment pointer, int threads) {}

    private final OrtApi api;
    private final MemorySegment cpuMemory;
    private @Nullable Environment environment;

    private OnnxRuntime(OrtApi api, MemorySegment cpuMemory) {
        this.api = api;
        this.cpuMemory = cpuMemory;
    }

    /**
     * Unpacks the library below {@code libraryFolder} where it is not there yet, and loads it.
     *
     * @throws dev.strata.engine.EngineException with RUNTIME where it cannot be
     */
    public static OnnxRuntime load(Path libraryFolder) {
        WholeAttention.choose();
        OrtApi api = OrtApi.open(NativeLibrary.unpack(libraryFolder));
        return new OnnxRuntime(api, api.make(OrtApi.CREATE_CPU_MEMORY_INFO, ARENA, DEFAULT_MEMORY));
    }

    private static Environment start(OrtApi api, int threads) {
        MemorySegment options = api.make(OrtApi.CREATE_THREADING_OPTIONS);
        try (Arena arena = Arena.ofConfined()) {
            api.call(OrtApi.SET_SHARED_INTRA_OP_THREADS, options, threads);
            api.call(OrtApi.SET_SHARED_INTER_OP_THREADS, options, 1);
            return new Environment(
                    api.make(
                            OrtApi.CREATE_ENV_WITH_THREADS,
                            LOG_ERRORS,
                            arena.allocateFrom("strata"),
                            options),
                    threads);
        } finally {
            api.release(OrtApi.RELEASE_THREADING_OPTIONS, options);
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

    /** The environment; the first call decides how many threads its pool has. */
    synchronized MemorySegment environment(int threads) {
        return started(threads).pointer();
    }

    /** Whether the pool is as large as a session with {@code threads} wants it. */
    synchronized boolean shares(int threads) {
        return started(threads).threads() == threads;
    }

    private synchronized Environment started(int threads) {
        if (environment == null) {
            environment = DeepStack.call(() -> start(api, threads));
        }
        return environment;
    }

    MemorySegment cpuMemory() {
        return cpuMemory;
    }

    @Override
    public synchronized void close() {
        api.release(OrtApi.RELEASE_MEMORY_INFO, cpuMemory);
        if (environment != null) {
            api.release(OrtApi.RELEASE_ENV, environment.pointer());
        }
    }
}
