package dev.strata.gateway.capture;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A queue bounded by the bytes of what it holds, not by their number. Putting never blocks.
 * Thread-safe.
 */
final class ByteQueue<T> {
    private record Sized<T>(T item, long bytes) {}

    private final long capacity;
    private final LinkedBlockingQueue<Sized<T>> items = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    ByteQueue(long capacity) {
        this.capacity = capacity;
    }

    /** Puts {@code item} unless that would hold more than the capacity. */
    boolean offer(T item, long size) {
        if (bytes.addAndGet(size) > capacity) {
            bytes.addAndGet(-size);
            return false;
        }
        items.add(new Sized<>(item, size));
        return true;
    }

    /** Puts {@code item} whatever the queue holds. */
    void put(T item, long size) {
        bytes.addAndGet(size);
        items.add(new Sized<>(item, size));
    }

    /** The oldest item, waited for. */
    Optional<T> poll(long waitNanos) throws InterruptedException {
        return taken(items.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS));
    }

    /** The oldest item, where there is one now. */
    Optional<T> poll() {
        return taken(items.poll());
    }

    private Optional<T> taken(@Nullable Sized<T> oldest) {
        if (oldest == null) {
            return Optional.empty();
        }
        bytes.addAndGet(-oldest.bytes());
        return Optional.of(oldest.item());
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    long bytes() {
        return bytes.get();
    }
}
