package dev.strata.tier.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.LanguageModel;
import dev.strata.tier.FakeLanguageModel;
import dev.strata.tier.FixedTierConfig;
import dev.strata.tier.model.ModelState.Failed;
import dev.strata.tier.model.ModelState.Loading;
import dev.strata.tier.model.ModelState.Ready;
import io.quarkus.runtime.StartupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class ModelShelfTest {
    private final Source source = new Source();

    @Test
    void load_allModels_opensInConfiguredOrder() throws Exception {
        ModelShelf shelf = shelf("v2", "v1");

        start(shelf);

        assertEquals(List.of("v2", "v1"), source.opened);
        assertTrue(shelf.isReady());
        shelf.opened().toCompletableFuture().get(1, TimeUnit.SECONDS);
    }

    @Test
    void load_oneModelBroken_keepsTheOtherAndSaysWhy() throws Exception {
        ModelShelf shelf = shelf("broken", "v1");

        start(shelf);

        assertEquals(new Failed("file is cut short"), shelf.state("broken").orElseThrow());
        assertInstanceOf(Ready.class, shelf.state("v1").orElseThrow());
        assertFalse(shelf.isReady());
        assertTrue(shelf.opened().toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void state_whileLoading_tellsProgress() throws Exception {
        ModelShelf shelf = shelf("v1", "held");

        shelf.startLoading(new StartupEvent());
        source.reached.get(10, TimeUnit.SECONDS);

        assertInstanceOf(Ready.class, shelf.state("v1").orElseThrow());
        assertEquals(new Loading("converting 40%"), shelf.state("held").orElseThrow());
        assertFalse(shelf.isReady());
        source.hold.complete(null);
        shelf.loaded().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertTrue(shelf.isReady());
    }

    @Test
    void state_modelThatServesNoMore_isFailedAndTheShelfNotReady() throws Exception {
        ModelShelf shelf = shelf("v1", "v2");
        start(shelf);
        ((Ready) shelf.state("v1").orElseThrow()).model().close();

        assertInstanceOf(Failed.class, shelf.state("v1").orElseThrow());
        assertInstanceOf(Ready.class, shelf.state("v2").orElseThrow());
        assertFalse(shelf.isReady());
    }

    @Test
    void isDead_modelThatServesNoMore_failsLivenessUnlessTheProcessEnds() throws Exception {
        ModelShelf shelf = shelf("v1", "v2");
        EngineLiveness liveness = new EngineLiveness(shelf);
        start(shelf);
        assertEquals(HealthCheckResponse.Status.UP, liveness.call().getStatus());

        ((Ready) shelf.state("v1").orElseThrow()).model().close();
        assertTrue(shelf.isDead());
        assertEquals(HealthCheckResponse.Status.DOWN, liveness.call().getStatus());

        shelf.close();
        assertFalse(shelf.isDead());
    }

    @Test
    void isDead_modelThatCannotBeLoaded_isNotDead() throws Exception {
        ModelShelf shelf = shelf("broken");
        start(shelf);

        assertInstanceOf(Failed.class, shelf.state("broken").orElseThrow());
        assertFalse(shelf.isDead());
    }

    @Test
    void state_tierOfAnotherProcess_isEmpty() {
        assertTrue(shelf("v1").state("v3").isEmpty());
    }

    @Test
    void create_tierNamedTwice_isRefusedWithTheKey() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> shelf("v1", "v1"));

        assertTrue(thrown.getMessage().startsWith("strata.tier.models"), thrown.getMessage());
    }

    @Test
    void close_loadedModels_closesTheirSource() throws Exception {
        ModelShelf shelf = shelf("v1");
        start(shelf);

        shelf.close();

        assertTrue(source.closed);
    }

    private ModelShelf shelf(String... tiers) {
        return new ModelShelf(FixedTierConfig.of(tiers), source);
    }

    private static void start(ModelShelf shelf) throws Exception {
        shelf.startLoading(new StartupEvent());
        shelf.loaded().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static final class Source implements ModelSource {
        private final List<String> opened = new ArrayList<>();
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private final CompletableFuture<Void> hold = new CompletableFuture<>();
        private boolean closed;

        @Override
        public Origin origin(String tier) {
            return new Origin("model of " + tier, "");
        }

        @Override
        public LanguageModel open(String tier, Consumer<String> progress) {
            opened.add(tier);
            if (tier.equals("broken")) {
                throw new IllegalStateException("file is cut short");
            }
            if (tier.equals("held")) {
                progress.accept("converting 40%");
                reached.complete(null);
                hold.join();
            }
            return new FakeLanguageModel(tier, 64, 4);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
