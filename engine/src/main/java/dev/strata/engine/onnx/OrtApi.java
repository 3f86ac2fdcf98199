package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * ONNX Runtime's table of C functions.
 *
 * <p>Every function that can fail returns a status, null where it went well. The table only ever
 * grows at its end, so an index holds for all later releases. Thread-safe.
 */
final class OrtApi {
    /* Indices into struct OrtApi of onnxruntime_c_api.h. */
    static final int GET_ERROR_MESSAGE = 2;
    static final int CREATE_SESSION = 7;
    static final int CREATE_SESSION_OPTIONS = 10;
    static final int ENABLE_PROFILING = 14;
    static final int DISABLE_MEM_PATTERN = 17;
    static final int DISABLE_CPU_MEM_ARENA = 19;
    static final int SET_SESSION_LOG_SEVERITY_LEVEL = 22;
    static final int SET_INTRA_OP_NUM_THREADS = 24;
    static final int SET_INTER_OP_NUM_THREADS = 25;
    static final int SESSION_GET_INPUT_COUNT = 30;
    static final int SESSION_GET_INPUT_NAME = 36;
    static final int CREATE_TENSOR_WITH_DATA = 49;
    static final int CREATE_MEMORY_INFO = 68;
    static final int CREATE_CPU_MEMORY_INFO = 69;
    static final int ALLOCATOR_ALLOC = 75;
    static final int ALLOCATOR_FREE = 76;
    static final int GET_DEFAULT_ALLOCATOR = 78;
    static final int RELEASE_ENV = 92;
    static final int RELEASE_STATUS = 93;
    static final int RELEASE_MEMORY_INFO = 94;
    static final int RELEASE_SESSION = 95;
    static final int RELEASE_VALUE = 96;
    static final int RELEASE_SESSION_OPTIONS = 100;
    static final int SESSION_END_PROFILING = 110;
    static final int CREATE_ENV_WITH_THREADS = 119;
    static final int DISABLE_OWN_THREADS = 120;
    static final int CREATE_THREADING_OPTIONS = 121;
    static final int RELEASE_THREADING_OPTIONS = 122;
    static final int GET_AVAILABLE_PROVIDERS = 125;
    static final int RELEASE_AVAILABLE_PROVIDERS = 126;
    static final int ADD_SESSION_CONFIG_ENTRY = 130;
    static final int CREATE_ALLOCATOR = 131;
    static final int RELEASE_ALLOCATOR = 132;
    static final int RUN_WITH_BINDING = 133;
    static final int CREATE_IO_BINDING = 134;
    static final int RELEASE_IO_BINDING = 135;
    static final int BIND_INPUT = 136;
    static final int BIND_OUTPUT = 137;
    static final int SET_SHARED_INTRA_OP_THREADS = 147;
    static final int SET_SHARED_INTER_OP_THREADS = 148;
    static final int APPEND_CUDA = 204;
    static final int CREATE_CUDA_OPTIONS = 205;
    static final int RELEASE_CUDA_OPTIONS = 208;

    private static final int API_VERSION = 20;
    private static final int ENTRIES = 282; // of API version 20
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle RUN =
            LINKER.downcallHandle(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));

    private final MemorySegment table;
    private final MemorySegment runWithBinding;
    private final Map<FunctionDescriptor, MethodHandle> handles = new ConcurrentHashMap<>();

    private OrtApi(MemorySegment table) {
        this.table = table;
        this.runWithBinding = function(RUN_WITH_BINDING);
    }

    /** Opens the shared library at {@code library} for the life of the process. */
    static OrtApi open(Path library) {
        SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
        MethodHandle getApiBase =
                LINKER.downcallHandle(
                        lookup.findOrThrow("OrtGetApiBase"), FunctionDescriptor.of(ADDRESS));
        MethodHandle getApi = LINKER.downcallHandle(FunctionDescriptor.of(ADDRESS, JAVA_INT));
        try {
            MemorySegment base =
                    ((MemorySegment) getApiBase.invokeExact()).reinterpret(ADDRESS.byteSize());
            MemorySegment table =
                    (MemorySegment) getApi.invokeExact(base.get(ADDRESS, 0), API_VERSION);
            if (table.equals(MemorySegment.NULL)) {
                throw new EngineException(
                        EngineError.RUNTIME,
                        ("ONNX Runtime library '%s' is too old: expected API version %d, got none;"
                                        + " use the release this build names")
                                .formatted(library, API_VERSION));
            }
            return new OrtApi(table.reinterpret(ENTRIES * ADDRESS.byteSize()));
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Calls a function that returns a status. Arguments: segments, ints and longs. */
    void call(int index, Object... arguments) {
        check((MemorySegment) invoke(index, ADDRESS, arguments));
    }

    /** Calls a function whose last parameter, not given here, receives a pointer. */
    MemorySegment make(int index, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = out;
            call(index, all);
            return out.get(ADDRESS, 0);
        }
    }

    /** Calls a function that returns nothing and cannot fail. */
    void release(int index, MemorySegment object) {
        try {
            LINKER.downcallHandle(function(index), FunctionDescriptor.ofVoid(ADDRESS))
                    .invokeExact(object);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** One computation: the only call that happens for every token. */
    void run(MemorySegment session, MemorySegment binding) {
        MemorySegment status;
        try {
            status =
                    (MemorySegment)
                            RUN.invokeExact(runWithBinding, session, MemorySegment.NULL, binding);
        } catch (Throwable e) {
            throw rethrow(e);
        }
        check(status);
    }

    private MemorySegment function(int index) {
        return table.getAtIndex(ADDRESS, index);
    }

    private Object invoke(int index, MemoryLayout result, Object... arguments) {
        MemoryLayout[] parameters = new MemoryLayout[arguments.length];
        Object[] all = new Object[arguments.length + 1];
        all[0] = function(index);
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i];
            parameters[i] =
                    switch (arguments[i]) {
                        case MemorySegment _ -> ADDRESS;
                        case Integer _ -> JAVA_INT;
                        case Long _ -> JAVA_LONG;
                        default ->
                                throw new IllegalArgumentException("no layout for argument " + i);
                    };
        }
        try {
            return handles.computeIfAbsent(
                            FunctionDescriptor.of(result, parameters), LINKER::downcallHandle)
                    .invokeWithArguments(all);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private void check(MemorySegment status) {
        if (status.equals(MemorySegment.NULL)) {
            return;
        }
        MemorySegment text = (MemorySegment) invoke(GET_ERROR_MESSAGE, ADDRESS, status);
        String message = text.reinterpret(Long.MAX_VALUE).getString(0);
        release(RELEASE_STATUS, status);
        throw new EngineException(EngineError.RUNTIME, "ONNX Runtime failed: " + message);
    }

    private static RuntimeException rethrow(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
