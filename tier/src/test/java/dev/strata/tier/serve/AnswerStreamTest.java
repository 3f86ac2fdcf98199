package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Timings;
import dev.strata.engine.GenerationEvent.Usage;
import dev.strata.engine.TokenBytes;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.service.GrpcError;
import io.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FakeClient<GenerateChunk> client = new FakeClient<>();
    private final AtomicInteger cancels = new AtomicInteger();

    @Test
    void accept_readyClient_sendsEachTokenAtOnce() {
        AnswerStream stream = stream(Duration.ofSeconds(30));

        stream.accept(new GenerationEvent.Admitted());
        stream.accept(new GenerationEvent.Prefilled(3, 1));
        stream.accept(token("a"));
        stream.accept(token("b"));

        assertEquals(3, client.got.size());
        assertEquals(1, client.got.getFirst().getPrefilled().getCachedTokens());
        assertEquals("b", client.got.get(2).getText());
        assertFalse(client.completed);
    }

    @Test
    void accept_clientThatDoesNotRead_gathersOneChunk() {
        AnswerStream stream = stream(Duration.ofSeconds(30));
        client.ready = false;
        stream.accept(new GenerationEvent.Prefilled(3, 0));
        stream.accept(token("a"));
        stream.accept(token("b"));
        stream.accept(finished(FinishReason.LENGTH, "c"));
        assertEquals(List.of(), client.got);

        client.ready = true;
        stream.flush();

        GenerateChunk chunk = client.got.getFirst();
        assertEquals(1, client.got.size());
        assertEquals("abc", chunk.getText());
        assertEquals(2, chunk.getTokensCount());
        assertTrue(chunk.hasPrefilled() && chunk.hasFinished());
        assertTrue(client.completed);
        assertEquals(1, ended("ok"));
    }

    @Test
    void clientGone_running_cancelsTheGenerationOnce() {
        AnswerStream stream = stream(Duration.ofSeconds(30));
        stream.attach(cancels::incrementAndGet);

        stream.clientGone();
        stream.clientGone();
        stream.accept(token("late"));

        assertEquals(1, cancels.get());
        assertEquals(List.of(), client.got);
        assertEquals(1, ended("cancelled"));
        assertTrue(stream.ended().toCompletableFuture().isDone());
    }

    @Test
    void attach_clientAlreadyGone_cancelsAtOnce() {
        AnswerStream stream = stream(Duration.ofSeconds(30));
        stream.clientGone();

        stream.attach(cancels::incrementAndGet);

        assertEquals(1, cancels.get());
    }

    @Test
    void accept_failure_sendsWhatWaitsAndThenTheError() {
        AnswerStream stream = stream(Duration.ofSeconds(30));
        client.ready = false;
        stream.accept(token("a"));

        stream.accept(new GenerationEvent.Failed(EngineError.RUNTIME, "out of memory"));

        assertEquals("a", client.got.getFirst().getText());
        assertEquals(Code.INTERNAL, error().code());
        assertEquals("out of memory", error().message());
        assertFalse(client.completed);
    }

    @Test
    void accept_cancelledByTheEngine_isNoCleanEnd() {
        AnswerStream stream = stream(Duration.ofSeconds(30));

        stream.accept(finished(FinishReason.CANCELLED, ""));

        assertEquals(Code.UNAVAILABLE, error().code());
        assertFalse(client.completed);
    }

    @Test
    void tick_nothingReadPastTheLimit_givesTheAnswerUp() {
        AnswerStream stream = stream(Duration.ZERO);
        stream.attach(cancels::incrementAndGet);
        client.ready = false;
        stream.accept(token("a"));

        stream.tick();

        assertEquals("CLIENT_TOO_SLOW", error().reason());
        assertEquals(1, cancels.get());
        assertEquals(1, ended("client_too_slow"));
    }

    @Test
    void tick_openGenerationLongQuiet_sendsAnEmptyChunk() {
        AnswerStream stream = stream(Duration.ofSeconds(30), Duration.ZERO);
        stream.attach(cancels::incrementAndGet);
        stream.accept(new GenerationEvent.Admitted());

        stream.tick();

        assertEquals(List.of(GenerateChunk.getDefaultInstance()), client.got);
        assertEquals(0, cancels.get());
    }

    @Test
    void tick_chunkSentOfLate_sendsNothing() {
        AnswerStream stream = stream(Duration.ofSeconds(30), Duration.ofHours(1));
        stream.attach(cancels::incrementAndGet);

        stream.tick();

        assertEquals(List.of(), client.got);
    }

    @Test
    void tick_clientNotReadyOrNoGeneration_sendsNothing() {
        AnswerStream stream = stream(Duration.ofSeconds(30), Duration.ZERO);
        stream.tick();
        stream.attach(cancels::incrementAndGet);
        client.ready = false;
        stream.tick();

        assertEquals(List.of(), client.got);
    }

    @Test
    void tick_afterTheEnd_sendsNothing() {
        AnswerStream stream = stream(Duration.ofSeconds(30), Duration.ZERO);
        stream.attach(cancels::incrementAndGet);
        stream.accept(finished(FinishReason.STOP, ""));

        stream.tick();

        assertEquals(1, client.got.size());
        assertTrue(client.got.getFirst().hasFinished());
    }

    @Test
    void tick_nothingWaits_goesOn() {
        AnswerStream stream = stream(Duration.ZERO);

        stream.tick();

        assertNull(client.error);
    }

    @Test
    void cut_afterTheEnd_changesNothing() {
        AnswerStream stream = stream(Duration.ofSeconds(30));
        stream.accept(finished(FinishReason.STOP, ""));

        stream.cut(TierErrors.draining("v1"));

        assertNull(client.error);
        assertTrue(client.completed);
    }

    private AnswerStream stream(Duration stallLimit) {
        return stream(stallLimit, Duration.ofHours(1));
    }

    private AnswerStream stream(Duration stallLimit, Duration quietLimit) {
        return new AnswerStream(
                client, "v1", new RequestMetrics(registry), new Pace(), stallLimit, quietLimit);
    }

    private GrpcError error() {
        return GrpcError.from(client.error);
    }

    private double ended(String outcome) {
        return registry.counter("strata.tier.requests", "tier", "v1", "outcome", outcome).count();
    }

    private static GenerationEvent.Token token(String text) {
        return new GenerationEvent.Token(
                text.charAt(0),
                TokenBytes.of(text.getBytes(StandardCharsets.UTF_8)),
                text,
                -1,
                2,
                List.of());
    }

    private static GenerationEvent.Finished finished(FinishReason reason, String tail) {
        return new GenerationEvent.Finished(
                reason, tail, new Usage(3, 0, 2), new Drafts(1, 0, 0, 0), new Timings(1, 2, 3));
    }
}
