package dev.strata.engine.onnx;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Calls on a thread with a stack so large that native recursion does not reach its end.
 *
 * <p>ONNX Runtime 1.29 matches the process's command line, which holds the class path, against a
 * regular expression that recurses for every character: on a usual stack, a class path of 4,000
 * characters ends the process with a segmentation fault.
 */
final class DeepStack {
    private static final long STACK_BYTES = 1L << 30; // address space; a page is taken when reached

    private DeepStack() {}

    static <T> T call(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(null, task, "strata-deep-stack", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineError.RUNTIME, "start of ONNX Runtime was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : new EngineException(
                            EngineError.RUNTIME, "ONNX Runtime did not start: " + e.getCause(), e);
        }
    }
}
