package dev.strata.gateway.capture;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A queue bounded by the bytes of what it holds, not by their number. Putting never blocks, and
 * offering does not even wake the one consumer, which would cost the offering thread more than all
 * the rest: the consumer looks every few milliseconds. Thread-safe, for one consumer.
 */
final class ByteQueue<T> {
    /** How long an item that nobody waits for may lie unseen. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private record Sized<T>(T item, long bytes) {}

    private final long capacity;
    private final ConcurrentLinkedQueue<Sized<T>> items = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Semaphore bell = new Semaphore(0);

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

    /** Puts {@code item} whatever the queue holds, and wakes the consumer. */
    void put(T item, long size) {
        bytes.addAndGet(size);
        items.add(new Sized<>(item, size));
        wake();
    }

    /** Has the consumer look now. */
    void wake() {
        bell.release();
    }

    /** The oldest item, waited for a few milliseconds, at most {@code waitNanos}. */
    Optional<T> poll(long waitNanos) throws InterruptedException {
        Optional<T> here = poll();
        if (here.isPresent() || waitNanos <= 0) {
            return here;
        }
        if (bell.tryAcquire(Math.min(waitNanos, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
        return poll();
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
