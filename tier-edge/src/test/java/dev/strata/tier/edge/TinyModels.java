package dev.strata.tier.edge;

import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** Tiny generated models in a store of this test's own, and free ports. */
public final class TinyModels implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Path home = Path.of("target", "tiny-models").toAbsolutePath();
        TinyModel.write(home.resolve("tiny-v1.gguf"), TinySpec.standard());
        TinyModel.write(
                home.resolve("tiny-v2.gguf"), TinySpec.standard().withArchitecture("qwen2"));
        return Map.of(
                "strata.models.catalogue", "tiny",
                "strata.models.home", home.toString(),
                "strata.models.cache", home.resolveSibling("tiny-cache").toString(),
                "quarkus.http.test-port", "0",
                "quarkus.grpc.server.test-port", "0");
    }
}
