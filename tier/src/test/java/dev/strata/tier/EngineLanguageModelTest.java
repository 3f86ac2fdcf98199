package dev.strata.tier;

import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EngineLanguageModelTest extends LanguageModelContract {
    @TempDir static Path folder;

    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void load() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        engine = Engine.start(EngineConfig.under(folder));
        model = engine.open(ModelConfig.of("tiny", gguf, folder, 1), _ -> {});
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Override
    LanguageModel model() {
        return model;
    }
}
