package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.service.GrpcError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void lookAfter_oneCallBreaks_looksAfterTheNext() {
        AtomicInteger ticks = new AtomicInteger();
        Call broken =
                call(() -> {
                    throw new IllegalStateException("a call of the test");
                });

        InFlight.lookAfter(List.of(broken, call(ticks::incrementAndGet)));

        assertEquals(1, ticks.get());
    }

    private static Call call(Runnable tick) {
        return new Call() {
            @Override
            public String tier() {
                return "v1";
            }

            @Override
            public void cut(GrpcError error) {}

            @Override
            public void tick() {
                tick.run();
            }

            @Override
            public CompletionStage<Void> ended() {
                return new CompletableFuture<>();
            }
        };
    }
}
