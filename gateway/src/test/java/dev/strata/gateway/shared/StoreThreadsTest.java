package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.tenant.Tenant;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A request goes on where it was, not on the one thread of the store's connection. */
class StoreThreadsTest extends TwoReplicasTest {
    private static final Tenant.Limits LIMITS = new Tenant.Limits(1_000, 0, 0, 0, 0, false);

    @Test
    void admit_fromAnyEventLoop_goesOnThere() throws Exception {
        List<CompletableFuture<Boolean>> there = new ArrayList<>();
        for (EventExecutor loop : one.vertx.nettyEventLoopGroup()) {
            CompletableFuture<Boolean> own = new CompletableFuture<>();
            there.add(own);
            loop.execute(() ->
                    one.admission
                            .admit(tenant(LIMITS), new Claim(1, 0, Instant.now().plusSeconds(60)))
                            .whenComplete((_, e) -> own.complete(e == null && loop.inEventLoop())));
        }

        assertEquals(3, there.size());
        for (CompletableFuture<Boolean> own : there) {
            assertTrue(own.get(10, TimeUnit.SECONDS));
        }
    }
}
