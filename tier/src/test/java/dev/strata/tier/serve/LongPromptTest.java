package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.Turn;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A prompt of megabytes is refused for its length with little memory beside its own. */
class LongPromptTest {
    private static final String LONG = "the mesh ".repeat((4 << 20) / 9);

    @TempDir static Path folder;

    private static Engine engine;
    private static RequestCodec codec;

    @BeforeAll
    static void load() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withArchitecture("phi3"));
        engine = Engine.start(EngineConfig.under(folder));
        LanguageModel model = engine.open(ModelConfig.of("tiny", gguf, folder, 1), _ -> {});
        codec = new RequestCodec("v1", model);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void generation_ofALongPrompt_isRefusedWithLittleMemory() {
        GenerateRequest request =
                GenerateRequest.newBuilder().setPrompt(LONG).setMaxTokens(1).build();

        assertRefused(() -> codec.generation(request, Optional.empty()), 1 << 20);
    }

    /** The template makes copies of what it renders. */
    @Test
    void generation_ofALongMessage_isRefusedWithTheMemoryOfItsTemplate() {
        GenerateRequest request =
                GenerateRequest.newBuilder().addMessages(turn(LONG)).setMaxTokens(1).build();

        assertRefused(() -> codec.generation(request, Optional.empty()), 96 << 20);
    }

    @Test
    void scoring_ofALongAnswer_isRefusedWithLittleMemory() {
        ScoreRequest request = ScoreRequest.newBuilder().setPrompt("the").setAnswer(LONG).build();

        assertRefused(() -> codec.scoring(request), 1 << 20);
    }

    private static Turn turn(String content) {
        return Turn.newBuilder().setRole("user").setContent(content).build();
    }

    private static void assertRefused(Executable asked, long mostBytes) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThrows(RefusedException.class, asked); // once, for what is loaded first
        long before = thread.getCurrentThreadAllocatedBytes();

        RefusedException e = assertThrows(RefusedException.class, asked);

        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < mostBytes, "took " + allocated + " bytes");
        assertEquals("CONTEXT_EXCEEDED", e.error().reason());
        assertTrue(
                e.error()
                        .message()
                        .contains(
                                "is too long: expected at most 512 tokens with its answer, got at least "),
                e.error().message());
    }
}
