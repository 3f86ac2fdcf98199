package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import dev.strata.engine.batch.Decision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a worker does turn by turn, with no thread but the test's. */
class ModelWorkerTest {
    private static final int CONTEXT = 1024;
    private static final int SLOTS = 4;

    private final ModelWorker worker =
            new ModelWorker(
                    new ModelConfig(
                            "hash",
                            Path.of("m.gguf"),
                            Path.of("."),
                            1,
                            CONTEXT,
                            10,
                            SLOTS,
                            1 << 20,
                            Device.CPU),
                    new KvPlan(CONTEXT, HashModel.SHAPE.residentBytes(CONTEXT) * SLOTS, 0),
                    new HashModel(SLOTS, CONTEXT),
                    HashModel.VOCABULARY);

    @Test
    void perform_withPromptsBesideAnswers_givesEachAnswerATokenAfterEachChunk() {
        GenerationJob first = offer(2, 600);
        GenerationJob between = offer(2, 4);
        GenerationJob last = offer(2, 600);
        while (!between.done()) {
            worker.perform(worker.plan()); // its slot is a hole then
        }
        List<GenerationJob> prompts = List.of(offer(900, 1), offer(900, 1), offer(900, 1));
        int chunks = 0;
        int[] told = {0, 0};

        while (!prompts.stream().allMatch(GenerationJob::done)) {
            Decision decision = worker.plan();
            if (decision instanceof Decision.Chunk) {
                chunks++;
                assertTrue(first.sequence().computed() > told[0], "chunk " + chunks);
                assertTrue(last.sequence().computed() > told[1], "chunk " + chunks);
                told[0] = first.sequence().computed();
                told[1] = last.sequence().computed();
            }
            worker.perform(decision);
        }

        assertTrue(chunks >= 3 * 900 / 256, "chunks " + chunks);
        assertEquals(List.of(false, false), List.of(first.done(), last.done()));
    }

    private GenerationJob offer(int promptTokens, int answerTokens) {
        GenerationRequest request =
                GenerationRequest.of(
                        TokenIds.of(new int[promptTokens]),
                        answerTokens,
                        Sampling.greedy(),
                        new Stop(List.of(), Set.of(), 0, true));
        GenerationJob job =
                new GenerationJob(
                        request,
                        new HashModel.Letters(),
                        HashModel.info(CONTEXT),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        _ -> {},
                        () -> {});
        worker.offer(job);
        return job;
    }
}
