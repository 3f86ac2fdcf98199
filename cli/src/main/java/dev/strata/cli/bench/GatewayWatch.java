package dev.strata.cli.bench;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at a gateway once a second, in its life after the kill. */
final class GatewayWatch implements Runnable {
    /** Looks before which the memory is that of a starting Java process. */
    private static final int WARM = 10;

    private final List<Integer> residentMiB = new CopyOnWriteArrayList<>();
    private final AtomicLong spool = new AtomicLong();
    private volatile boolean ended;
    private Thread thread = Thread.ofPlatform().unstarted(this);
    private volatile @Nullable DrillGateway gateway;
    private volatile boolean again;

    void begin(DrillGateway watched) {
        gateway = watched;
        thread = Thread.ofPlatform().daemon().name("outage-watch").start(this);
    }

    /** The gateway is a new process. */
    void again() {
        again = true;
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    /** Zeros where this system does not say. */
    OutageDrill.Memory memory() {
        if (residentMiB.isEmpty()) {
            return new OutageDrill.Memory(0, 0, 0);
        }
        return new OutageDrill.Memory(
                residentMiB.get(Math.min(WARM, residentMiB.size() - 1)),
                residentMiB.stream().mapToInt(Integer::intValue).max().orElse(0),
                residentMiB.getLast());
    }

    /** The most bytes that were on disk. */
    long spool() {
        return spool.get();
    }

    @Override
    public void run() {
        while (!ended) {
            LockSupport.parkNanos(1_000_000_000);
            DrillGateway watched = gateway;
            if (watched == null || !again || ended) {
                continue;
            }
            watched.residentMiB().ifPresent(residentMiB::add);
            long onDisk = (long) watched.metric("strata_capture_spool_bytes");
            spool.accumulateAndGet(onDisk, Math::max);
        }
    }
}
