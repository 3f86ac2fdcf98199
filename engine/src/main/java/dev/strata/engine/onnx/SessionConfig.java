package dev.strata.engine.onnx;

import dev.strata.engine.Device;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a session computes.
 *
 * @param threads of one computation, the caller's among them
 * @param device where to compute
 * @param profile prefix of a profile that ONNX Runtime writes when the session closes
 * @param entries further configuration entries of ONNX Runtime
 */
public record SessionConfig(
        int threads, Device device, Optional<Path> profile, Map<String, String> entries) {

    public SessionConfig {
        entries = Map.copyOf(entries);
    }

    /** On the processor, with nothing further. */
    public static SessionConfig cpu(int threads) {
        return new SessionConfig(threads, Device.CPU, Optional.empty(), Map.of());
    }
}
