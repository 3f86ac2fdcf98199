package dev.strata.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A spool that may hold next to nothing, and no broker: requests must go on. */
final class FullDiskDrill {
    private FullDiskDrill() {}

    /**
     * What came of it.
     *
     * @param spooled events kept on disk
     * @param dropped events given up, as counted
     * @param health as capture's own check says
     */
    record Result(int sent, int answered, int spooled, int dropped, String health) {
        /** Whether every request was answered, every event accounted for, and health told it. */
        boolean isWhole() {
            return answered == sent
                    && spooled + dropped == answered
                    && dropped > 0
                    && health.startsWith("DOWN");
        }
    }

    static Result run(int events, int perSecond) throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-disk");
        Map<String, String> small =
                Map.of(
                        "strata.capture.spool-bytes", "64K",
                        "strata.capture.segment-bytes", "16K");
        try (StubTier stub = new StubTier();
                DrillGateway gateway = DrillGateway.start(stub, state, "127.0.0.1:9", small)) {
            OutageLoad load = new OutageLoad(perSecond);
            load.send(events, gateway.grpcPort());
            int answered = load.accepted().size();
            int spooled = 0;
            int dropped = 0;
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (spooled + dropped < answered && System.nanoTime() < limit) {
                LockSupport.parkNanos(100_000_000);
                spooled = (int) gateway.metric("strata_capture_spooled_total");
                dropped = (int) gateway.metric("strata_capture_dropped_total");
            }
            return new Result(load.sent(), answered, spooled, dropped, gateway.health());
        } finally {
            OutageDrill.delete(state);
        }
    }
}
