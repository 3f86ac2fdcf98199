package dev.strata.cli.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.TokenIds;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTrialTest {
    @TempDir Path folder;

    @Test
    void run_ofAnExactModel_isNearItself() {
        List<TokenIds> windows =
                IntStream.range(0, 5)
                        .mapToObj(i -> TokenIds.of(IntStream.range(40 + i, 60 + i).toArray()))
                        .toList();
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel model =
                        engine.open(ModelConfig.of("tiny", gguf, folder, 1), _ -> {})) {
            AnswersTrial.Nearness near = AnswersTrial.run(model, windows, 2);

            assertEquals(4 * 32, near.tokens()); // the fifth window is over
            assertTrue(near.kl() < 1e-3, near.toString());
            assertTrue(near.top1() > .9, near.toString());
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> AnswersTrial.run(model, windows, 8));
            assertTrue(error.getMessage().contains("--windows"), error.getMessage());
        }
    }
}
