package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand requests at once, with cancellations, drafts, deadlines, adapters and common
 * beginnings, against each of them alone. The model computes exactly, so answers must be exactly
 * equal.
 */
@Timeout(120)
class ThousandRequestsTest {
    private static final int REQUESTS = 1_000;
    private static final int CONTEXT = 320;
    private static final int SLOTS = 4; // a guess is worth its while for so many, at most

    @TempDir Path folder;
    private @Nullable AdapterShelf adapters;

    private final EngineLoop loop = EngineLoop.start(InstantSource.system(), Duration.ofMinutes(2));

    /** A request, and what its asker does. */
    private record Plan(GenerationRequest request, int cancelAfter) {
        boolean cancels() {
            return cancelAfter < Integer.MAX_VALUE;
        }
    }

    /** The events of one request. */
    private static final class Listener implements Consumer<GenerationEvent> {
        final List<Token> tokens = new ArrayList<>();
        final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();
        final CompletableFuture<GenerationJob> job = new CompletableFuture<>();
        final int cancelAfter;

        Listener(int cancelAfter) {
            this.cancelAfter = cancelAfter;
        }

        @Override
        public void accept(GenerationEvent event) {
            if (event instanceof Token token) {
                tokens.add(token);
                if (tokens.size() == cancelAfter) {
                    job.join().cancel();
                }
            }
            if (event instanceof Finished || event instanceof Failed) {
                end.complete(event);
            }
        }

        GenerationEvent end() throws Exception {
            return end.get(100, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void submit_ofAThousandAtOnce_answersEachAsAloneAndLeaksNothing() throws Exception {
        long budget = HashModel.SHAPE.residentBytes(CONTEXT) * 3;
        adapters = shelf();
        ModelWorker alone = worker(new KvPlan(CONTEXT, budget, 0), Reuse.NOTHING, 1);
        ModelWorker busy = worker(new KvPlan(CONTEXT, budget, budget / 2), Reuse.EVERYTHING, SLOTS);
        List<Plan> plans = plans(new SplittableRandom(7));
        AdapterShelf used = shelf();

        List<Listener> together = plans.stream().map(plan -> submit(busy, plan, used)).toList();
        List.of("low", "high").forEach(used::unload); // both are in use
        int cancelled = 0;
        for (int i = 0; i < plans.size(); i++) {
            GenerationEvent end = together.get(i).end();
            cancelled += end instanceof Finished f && f.reason() == FinishReason.CANCELLED ? 1 : 0;
            if (plans.get(i).request().deadline().isPresent()) {
                assertTrue(end instanceof Failed f && f.code() == EngineError.DEADLINE);
            } else {
                assertSame(i, plans.get(i), alone, together.get(i));
            }
        }

        EngineLoad load = await(busy);
        assertEquals(0, load.kvBytes());
        assertEquals(0, used.usedRanks());
        assertTrue(load.prefixBytes() <= budget / 2, load.toString());
        assertTrue(cancelled > 50, "cancelled " + cancelled);
        assertTrue(busy.totals().foundTokens() > 1_000, busy.totals().toString());
        assertTrue(busy.totals().guessedTokens() > 0, busy.totals().toString());
    }

    private void assertSame(int index, Plan plan, ModelWorker alone, Listener got)
            throws Exception {
        Listener expected =
                submit(alone, new Plan(without(plan.request()), Integer.MAX_VALUE), adapters);
        Finished whole = (Finished) expected.end();
        List<Token> tokens =
                plan.cancels()
                        ? expected.tokens.subList(
                                0, Math.min(got.tokens.size(), expected.tokens.size()))
                        : expected.tokens;
        assertEquals(tokens, got.tokens, "request " + index);
        if (!plan.cancels()) {
            assertEquals(whole.reason(), ((Finished) got.end()).reason());
        }
    }

    @Test
    void submit_ofTenThousand_acceptsWhatTheQueueHoldsAndRefusesTheRest() throws Exception {
        ModelConfig config = config(Reuse.NOTHING, SLOTS, 100);
        KvPlan plan = new KvPlan(CONTEXT, 1 << 20, 0);
        ModelWorker worker =
                new ModelWorker(config, plan, new HashModel(SLOTS, CONTEXT), HashModel.VOCABULARY);
        loop.add(worker);
        List<Listener> accepted = new ArrayList<>();
        int refused = 0;
        GenerationRequest request = request(TokenIds.of(1, 2, 3), TokenIds.empty(), 200, 0, "", 0);
        for (int i = 0; i < 10_000; i++) {
            try {
                accepted.add(submit(worker, new Plan(request, Integer.MAX_VALUE)));
            } catch (EngineException e) {
                assertEquals(EngineError.QUEUE_FULL, e.code());
                refused++;
            }
            assertTrue(worker.load().queued() <= 100);
        }

        for (Listener each : accepted) {
            assertTrue(each.end() instanceof Finished);
        }
        assertEquals(10_000, accepted.size() + refused);
        assertTrue(refused > 0);
        assertEquals(0, await(worker).kvBytes());
    }

    @Test
    void cancel_whileThePromptIsComputed_endsItAtTheNextChunk() throws Exception {
        HashModel model = new HashModel(SLOTS, CONTEXT);
        ModelWorker worker =
                new ModelWorker(
                        config(Reuse.NOTHING, SLOTS, 10),
                        new KvPlan(CONTEXT, 1 << 20, 0),
                        model,
                        HashModel.VOCABULARY);
        loop.add(worker);
        int[] prompt = new int[300]; // two chunks
        GenerationRequest request = request(TokenIds.of(prompt), TokenIds.empty(), 10, 0, "", 0);
        Listener listener = new Listener(Integer.MAX_VALUE);
        GenerationJob job = job(request, Reuse.NOTHING, null, listener);
        model.whileChunk(job::cancel);

        loop.submit(worker, job);
        job.start("hash");

        assertEquals(FinishReason.CANCELLED, ((Finished) listener.end()).reason());
        assertEquals(List.of(), listener.tokens);
        assertEquals(1, model.chunks());
        assertEquals(0, await(worker).kvBytes());
    }

    @Test
    void submit_whereTheModelComputesNoNumbers_failsAndKeepsNothing() throws Exception {
        HashModel model = new HashModel(SLOTS, CONTEXT);
        ModelWorker worker =
                new ModelWorker(
                        config(Reuse.EVERYTHING, SLOTS, 10),
                        new KvPlan(CONTEXT, 1 << 20, 1 << 19),
                        model,
                        HashModel.VOCABULARY);
        loop.add(worker);
        model.breakLogits(Float.NaN);
        int[] prompt = new int[100];
        Plan plan =
                new Plan(
                        request(TokenIds.of(prompt), TokenIds.empty(), 10, 0, "", 0),
                        Integer.MAX_VALUE);

        Listener listener = submit(worker, plan);

        assertTrue(listener.end() instanceof Failed f && f.code() == EngineError.RUNTIME);
        assertEquals(0, await(worker).prefixBytes());
        model.breakLogits(0);
        assertTrue(submit(worker, plan).end() instanceof Finished);
    }

    private static List<Plan> plans(SplittableRandom random) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            int shared = random.nextInt(4);
            int length = 1 + random.nextInt(180);
            int[] prompt = new SplittableRandom(shared).ints(length, 0, 40).toArray();
            prompt[length - 1] = random.nextInt(40); // a way of its own
            int[] draft =
                    random.nextInt(4) == 0
                            ? random.ints(1 + random.nextInt(30), 0, 40).toArray()
                            : new int[0];
            GenerationRequest request =
                    request(
                            TokenIds.of(prompt),
                            TokenIds.of(draft),
                            1 + random.nextInt(90),
                            random.nextInt(3) == 0 ? 1 : 0,
                            "tenant" + random.nextInt(3),
                            i);
            String adapter = List.of("", "", "low", "high").get(random.nextInt(4));
            request = adapter.isEmpty() ? request : adapted(request, adapter);
            if (random.nextInt(50) == 0) {
                request = late(request);
            }
            boolean cancels = random.nextInt(8) == 0;
            plans.add(new Plan(request, cancels ? 1 + random.nextInt(20) : Integer.MAX_VALUE));
        }
        return plans;
    }

    private static GenerationRequest request(
            TokenIds prompt, TokenIds draft, int most, double heat, String salt, int seed) {
        return new GenerationRequest(
                prompt,
                draft,
                most,
                new Sampling(heat, 0, 1, 0, 1, 0, 0, Map.of(), seed),
                new Stop(List.of(), Set.of(), 0, seed % 2 == 0),
                seed % 3,
                Optional.empty(),
                Optional.empty(),
                salt,
                seed % 5 == 0 ? 1 : 0,
                Optional.empty());
    }

    private static GenerationRequest adapted(GenerationRequest r, String adapter) {
        return new GenerationRequest(
                r.promptIds(),
                r.draftIds(),
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                r.topLogprobs(),
                r.constraint(),
                Optional.of(adapter),
                r.cacheSalt(),
                r.priority(),
                r.deadline());
    }

    /** Two adapters of a model that computes nothing. */
    private AdapterShelf shelf() {
        AdapterShelf shelf =
                new AdapterShelf(
                        "hash",
                        new AdapterBase(List.of("Tiny-1"), 2, 64, 64, 32, 128),
                        1 << 20,
                        SLOTS,
                        _ -> new NoGraph());
        for (int rank : new int[] {1, 2}) {
            Path adapter = folder.resolve("adapter" + rank);
            TinyAdapter.write(adapter, TinySpec.standard(), rank, rank);
            shelf.load(rank == 1 ? "low" : "high", adapter);
        }
        return shelf;
    }

    /** {@link HashModel} looks at adapters by itself. */
    private static final class NoGraph implements AdapterShelf.Graph {
        @Override
        public void run(int firstSlot, int tokens, int rows, Sequence... sequences) {}

        @Override
        public void close() {}
    }

    private static GenerationRequest late(GenerationRequest r) {
        return new GenerationRequest(
                r.promptIds(),
                r.draftIds(),
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                r.topLogprobs(),
                r.constraint(),
                r.adapter(),
                r.cacheSalt(),
                r.priority(),
                Optional.of(Instant.EPOCH));
    }

    private static GenerationRequest without(GenerationRequest r) {
        return new GenerationRequest(
                r.promptIds(),
                TokenIds.empty(),
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                r.topLogprobs(),
                r.constraint(),
                r.adapter(),
                r.cacheSalt(),
                r.priority(),
                r.deadline());
    }

    private Listener submit(ModelWorker worker, Plan plan) {
        return submit(worker, plan, adapters);
    }

    private Listener submit(ModelWorker worker, Plan plan, @Nullable AdapterShelf shelf) {
        Listener listener = new Listener(plan.cancelAfter());
        GenerationJob job = job(plan.request(), Reuse.EVERYTHING, shelf, listener);
        listener.job.complete(job);
        loop.submit(worker, job);
        job.start("hash");
        return listener;
    }

    private GenerationJob job(
            GenerationRequest request,
            Reuse reuse,
            @Nullable AdapterShelf shelf,
            Listener listener) {
        return new GenerationJob(
                request,
                new HashModel.Letters(),
                HashModel.info(CONTEXT),
                reuse.guesses(),
                request.adapter().map(name -> Objects.requireNonNull(shelf).hold(name)),
                Optional.empty(),
                listener,
                loop::wake);
    }

    private ModelWorker worker(KvPlan plan, Reuse reuse, int slots) {
        ModelWorker worker =
                new ModelWorker(
                        config(reuse, slots, REQUESTS),
                        plan,
                        new HashModel(slots, CONTEXT),
                        HashModel.VOCABULARY);
        loop.add(worker);
        return worker;
    }

    private static ModelConfig config(Reuse reuse, int slots, int queue) {
        return new ModelConfig(
                        "hash",
                        Path.of("m.gguf"),
                        Path.of("."),
                        1,
                        CONTEXT,
                        queue,
                        slots,
                        1 << 20,
                        Device.CPU)
                .with(reuse);
    }

    private static EngineLoad await(ModelWorker worker) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (worker.load().running() + worker.load().queued() > 0
                || worker.load().kvBytes() > 0) {
            assertTrue(System.nanoTime() < until, () -> "still busy: " + worker.load());
            Thread.onSpinWait();
        }
        return worker.load();
    }
}
