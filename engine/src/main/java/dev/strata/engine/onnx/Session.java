package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded graph. One thread at a time; close it after its bindings. */
public final class Session implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final String CUDA = "CUDAExecutionProvider";

    private final OrtApi api;
    private final MemorySegment session;
    private final Device device;
    private final boolean profiled;

    private Session(OrtApi api, MemorySegment session, Device device, boolean profiled) {
        this.api = api;
        this.session = session;
        this.device = device;
        this.profiled = profiled;
    }

    /**
     * Loads the graph at {@code model}.
     *
     * @throws EngineException with UNSUPPORTED where CUDA is asked for and cannot be had, RUNTIME
     *     where the graph does not load
     */
    public static Session open(OnnxRuntime runtime, Path model, SessionConfig config) {
        boolean offered = runtime.providers().contains(CUDA);
        return switch (config.device()) {
            case CPU -> create(runtime, model, config, false);
            case CUDA -> {
                if (!offered) {
                    throw noCuda("ONNX Runtime with " + runtime.providers(), null);
                }
                yield onCuda(runtime, model, config);
            }
            case AUTO ->
                    offered
                            ? onAnything(runtime, model, config)
                            : create(runtime, model, config, false);
        };
    }

    private static Session onCuda(OnnxRuntime runtime, Path model, SessionConfig config) {
        try {
            return create(runtime, model, config, true);
        } catch (EngineException e) {
            throw noCuda(e.getMessage(), e);
        }
    }

    private static Session onAnything(OnnxRuntime runtime, Path model, SessionConfig config) {
        try {
            return create(runtime, model, config, true);
        } catch (EngineException e) {
            LOG.log(Level.INFO, "no CUDA here, so the processor computes: {0}", e.getMessage());
            return create(runtime, model, config, false);
        }
    }

    private static EngineException noCuda(String got, @Nullable Throwable cause) {
        return new EngineException(
                EngineError.UNSUPPORTED,
                "device 'cuda' is not available: expected ONNX Runtime with %s and a GPU, got %s; build with onnxruntime_gpu, or set the device to cpu or auto"
                        .formatted(CUDA, got),
                cause);
    }

    private static Session create(
            OnnxRuntime runtime, Path model, SessionConfig config, boolean cuda) {
        OrtApi api = runtime.api();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = api.make(OrtApi.CREATE_SESSION_OPTIONS);
            try {
                configure(runtime, options, config, arena);
                if (cuda) {
                    appendCuda(api, options);
                }
                MemorySegment session =
                        api.make(
                                OrtApi.CREATE_SESSION,
                                runtime.environment(config.threads()),
                                arena.allocateFrom(model.toString()),
                                options);
                HugePages.gatherInBackground();
                return new Session(
                        api,
                        session,
                        cuda ? Device.CUDA : Device.CPU,
                        config.profile().isPresent());
            } finally {
                api.release(OrtApi.RELEASE_SESSION_OPTIONS, options);
            }
        }
    }

    private static void appendCuda(OrtApi api, MemorySegment options) {
        MemorySegment cuda = api.make(OrtApi.CREATE_CUDA_OPTIONS);
        try {
            api.call(OrtApi.APPEND_CUDA, options, cuda);
        } finally {
            api.release(OrtApi.RELEASE_CUDA_OPTIONS, cuda);
        }
    }

    /** Where it computes: CPU or CUDA. */
    public Device device() {
        return device;
    }

    private static void configure(
            OnnxRuntime runtime, MemorySegment options, SessionConfig config, Arena arena) {
        OrtApi api = runtime.api();
        threads(runtime, options, config.threads(), arena);
        api.call(OrtApi.SET_SESSION_LOG_SEVERITY_LEVEL, options, 3);
        api.call(OrtApi.DISABLE_MEM_PATTERN, options); // shapes differ from run to run
        config.entries().forEach((key, value) -> entry(api, options, arena, key, value));
        config.profile()
                .ifPresent(prefix ->
                        api.call(
                                OrtApi.ENABLE_PROFILING,
                                options,
                                arena.allocateFrom(prefix.toString())));
    }

    /*
     * The shared pool spins for some milliseconds after a computation, so that the next token finds
     * it awake: waking a thread costs more than all that happens between two tokens. A pool of the
     * session's own must stop at once, or it would spin against the other sessions' threads.
     */
    private static void threads(
            OnnxRuntime runtime, MemorySegment options, int threads, Arena arena) {
        OrtApi api = runtime.api();
        if (runtime.shares(threads)) {
            api.call(OrtApi.DISABLE_OWN_THREADS, options);
            return;
        }
        api.call(OrtApi.SET_INTRA_OP_NUM_THREADS, options, threads);
        api.call(OrtApi.SET_INTER_OP_NUM_THREADS, options, 1);
        entry(api, options, arena, "session.intra_op.allow_spinning", "1");
        entry(api, options, arena, "session.force_spinning_stop", "1");
    }

    private static void entry(
            OrtApi api, MemorySegment options, Arena arena, String key, String value) {
        api.call(
                OrtApi.ADD_SESSION_CONFIG_ENTRY,
                options,
                arena.allocateFrom(key),
                arena.allocateFrom(value));
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
