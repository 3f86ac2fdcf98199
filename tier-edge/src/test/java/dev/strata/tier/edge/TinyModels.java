package dev.strata.tier.edge;

import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** Tiny generated models in a store of this test's own, and free ports. */
public final class TinyModels implements QuarkusTestProfile {
    static final TinySpec V2 = TinySpec.standard().withArchitecture("qwen2");

    /** Where adapters are looked for. */
    static Path adapters() {
        return Path.of("target", "tiny-adapters").toAbsolutePath();
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Path home = Path.of("target", "tiny-models").toAbsolutePath();
        TinyModel.write(home.resolve("tiny-v1.gguf"), TinySpec.standard());
        TinyModel.write(home.resolve("tiny-v2.gguf"), V2);
        TinyAdapter.write(adapters().resolve("v2/legal"), V2, 3, 5);
        return Map.of(
                "strata.tier.adapters", adapters().toString(),
                "strata.tier.adapter-poll", "50ms",
                "strata.models.catalogue", "tiny",
                "strata.models.home", home.toString(),
                "strata.models.cache", home.resolveSibling("tiny-cache").toString(),
                "quarkus.http.test-port", "0",
                "quarkus.grpc.server.test-port", "0");
    }
}
