package dev.strata.engine.constraint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.text.Tokenizer;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConstraintsTest {
    private static final int STARTERS = 3;
    private static final long SMALL_STACK_BYTES = 256 << 10;

    @TempDir static Path folder;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void write() {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, TinySpec.standard());
        try (GgufFile gguf = GgufFile.open(file)) {
            tokenizer = ModelText.of(gguf).tokenizer();
        }
    }

    /** Requests begin on threads of their own while the engine's is within an answer. */
    @Test
    void begin_whileAnotherAnswerOfTheSchemaIsUnderWay_disturbsItNot() throws Exception {
        Constraint constraint = new Constraints(tokenizer).of("{\"type\":\"array\"}");
        CountDownLatch began = new CountDownLatch(STARTERS);
        CompletableFuture<Void> over = new CompletableFuture<>();
        List<CompletableFuture<Void>> starters = new ArrayList<>();
        for (int i = 0; i < STARTERS; i++) {
            starters.add(
                    CompletableFuture.runAsync(
                            () -> {
                                began.countDown();
                                while (!over.isDone()) {
                                    assertNotNull(constraint.begin());
                                }
                            },
                            task -> Thread.ofPlatform().daemon().start(task)));
        }
        assertTrue(began.await(20, TimeUnit.SECONDS));

        for (int answers = 0; answers < 4; answers++) {
            ConstrainedAnswer answer = constraint.begin();
            answer.accept(bytes("[".repeat(20_000)));
            answer.accept(bytes("]".repeat(20_000)));
            assertTrue(answer.complete(), "answer " + answers);
        }

        over.complete(null);
        for (CompletableFuture<Void> starter : starters) {
            starter.get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"const\":\"%s\"}",
                "{\"enum\":[\"%s\",1]}",
                "{\"type\":\"object\",\"properties\":{\"%s\":{}},\"required\":[\"%s\"]}",
                "{\"type\":\"string\",\"pattern\":\"^%sb?$\"}"
            })
    void of_aLongSchemaOnASmallStack_isCompiledOrRefusedByName(String schema) throws Exception {
        String full = schema.replace("%s", "a".repeat(60_000 / schema.split("%s", -1).length));
        CompletableFuture<String> outcome = new CompletableFuture<>();

        Thread asker =
                new Thread(
                        null,
                        () -> {
                            try {
                                ConstrainedAnswer answer =
                                        new Constraints(tokenizer).of(full).begin();
                                outcome.complete(answer.mask().isEmpty() ? "nothing" : "compiled");
                            } catch (EngineException e) {
                                outcome.complete(e.code().name());
                            } catch (Throwable e) {
                                outcome.complete(e.toString());
                            }
                        },
                        "small-stack",
                        SMALL_STACK_BYTES);
        asker.start();

        String told = outcome.get(40, TimeUnit.SECONDS);
        assertTrue(List.of("compiled", EngineError.INVALID_REQUEST.name()).contains(told), told);
    }

    @Test
    void of_theSameSchemaTwice_compilesItOnce() {
        Constraints constraints = new Constraints(tokenizer);

        assertEquals(constraints.of("{}"), constraints.of("{}"));
    }

    private static TokenBytes bytes(String text) {
        return TokenBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
