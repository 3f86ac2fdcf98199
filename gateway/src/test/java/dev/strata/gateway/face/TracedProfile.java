package dev.strata.gateway.face;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;

/** Both faces with tracing on, towards a collector that takes connections and never answers. */
public class TracedProfile extends FaceProfile {
    private static final ServerSocket HANGING = hanging();

    private static ServerSocket hanging() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeLogs.class, CollectedSpans.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                "quarkus.otel.traces.sampler",
                "parentbased_always_on",
                "quarkus.otel.bsp.max.queue.size",
                "16",
                "quarkus.otel.bsp.max.export.batch.size",
                "8",
                "quarkus.otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + HANGING.getLocalPort());
    }
}
