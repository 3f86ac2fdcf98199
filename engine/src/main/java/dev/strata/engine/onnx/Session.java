package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A loaded graph. One thread at a time; close it after its bindings. */
public final class Session implements AutoCloseable {
    private static final String CUDA = "CUDAExecutionProvider";

    private final OrtApi api;
    private final MemorySegment session;
    private final boolean profiled;

    private Session(OrtApi api, MemorySegment session, boolean profiled) {
        this.api = api;
        this.session = session;
        this.profiled = profiled;
    }

    /**
     * Loads the graph at {@code model}.
     *
     * @throws EngineException with UNSUPPORTED where CUDA is asked for and cannot be had, RUNTIME
     *     where the graph does not load
     */
    public static Session open(OnnxRuntime runtime, Path model, SessionConfig config) {
        OrtApi api = runtime.api();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = api.make(OrtApi.CREATE_SESSION_OPTIONS);
            try {
                configure(api, options, config, arena);
                requireDevice(runtime, config.device());
                MemorySegment session =
                        api.make(
                                OrtApi.CREATE_SESSION,
                                runtime.environment(),
                                arena.allocateFrom(model.toString()),
                                options);
                return new Session(api, session, config.profile().isPresent());
            } finally {
                api.release(OrtApi.RELEASE_SESSION_OPTIONS, options);
            }
        }
    }

    private static void configure(
            OrtApi api, MemorySegment options, SessionConfig config, Arena arena) {
        api.call(OrtApi.SET_INTRA_OP_NUM_THREADS, options, config.threads());
        api.call(OrtApi.SET_INTER_OP_NUM_THREADS, options, 1);
        api.call(OrtApi.SET_SESSION_LOG_SEVERITY_LEVEL, options, 3);
        api.call(OrtApi.DISABLE_MEM_PATTERN, options); // shapes differ from run to run
        entry(api, options, arena, "session.intra_op.allow_spinning", "1");
        entry(api, options, arena, "session.force_spinning_stop", "1");
        config.entries().forEach((key, value) -> entry(api, options, arena, key, value));
        config.profile()
                .ifPresent(prefix ->
                        api.call(
                                OrtApi.ENABLE_PROFILING,
                                options,
                                arena.allocateFrom(prefix.toString())));
    }

    private static void entry(
            OrtApi api, MemorySegment options, Arena arena, String key, String value) {
        api.call(
                OrtApi.ADD_SESSION_CONFIG_ENTRY,
                options,
                arena.allocateFrom(key),
                arena.allocateFrom(value));
    }

    private static void requireDevice(OnnxRuntime runtime, Device device) {
        if (device == Device.CUDA && !runtime.providers().contains(CUDA)) {
            throw new EngineException(
                    EngineError.UNSUPPORTED,
                    ("device 'cuda' is not available: expected ONNX Runtime with %s, got %s; build"
                                    + " with onnxruntime_gpu, or set the device to cpu or auto")
                            .formatted(CUDA, runtime.providers()));
        }
    }

    /** The names of the graph's inputs, in order. */
    public List<String> inputNames() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            api.call(OrtApi.SESSION_GET_INPUT_COUNT, session, count);
            MemorySegment allocator = api.make(OrtApi.GET_DEFAULT_ALLOCATOR);
            List<String> names = new ArrayList<>();
            for (long i = 0; i < count.get(JAVA_LONG, 0); i++) {
                MemorySegment name = api.make(OrtApi.SESSION_GET_INPUT_NAME, session, i, allocator);
                names.add(name.reinterpret(Long.MAX_VALUE).getString(0));
                api.call(OrtApi.ALLOCATOR_FREE, allocator, name);
            }
            return List.copyOf(names);
        }
    }

    /** An empty binding; the caller closes it. */
    public Binding binding() {
        return new Binding(api, session, api.make(OrtApi.CREATE_IO_BINDING, session));
    }

    @Override
    public void close() {
        if (profiled) {
            MemorySegment allocator = api.make(OrtApi.GET_DEFAULT_ALLOCATOR);
            MemorySegment name = api.make(OrtApi.SESSION_END_PROFILING, session, allocator);
            api.call(OrtApi.ALLOCATOR_FREE, allocator, name);
        }
        api.release(OrtApi.RELEASE_SESSION, session);
    }
}
