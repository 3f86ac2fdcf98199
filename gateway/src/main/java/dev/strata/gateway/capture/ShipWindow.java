package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.SpoolRecord.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * How many events are under way, which have to go again, and when. Pure; one thread owns it. Times
 * are nanoseconds of one monotonic clock.
 */
final class ShipWindow {
    private final int most;
    private final long mostBytes;
    private final long firstWait;
    private final long longestWait;
    private final ArrayDeque<Place> again = new ArrayDeque<>();
    private int underWay;
    private long bytes;
    private long wait;
    private long pausedUntil;
    private boolean paused;

    /**
     * An open window.
     *
     * @param most events under way
     * @param mostBytes no more go once so many bytes are under way
     */
    ShipWindow(int most, long mostBytes, Duration firstWait, Duration longestWait) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.firstWait = firstWait.toNanos();
        this.longestWait = longestWait.toNanos();
    }

    /** Whether more events may be sent: {@link #room()} of them. */
    boolean isOpen(long now) {
        if (paused && now - pausedUntil >= 0) {
            paused = false;
        }
        return !paused && underWay < most && bytes < mostBytes;
    }

    /** The event that has waited longest to go again. */
    Optional<Place> nextAgain() {
        return Optional.ofNullable(again.poll());
    }

    /** It could not be read now: it goes again behind the others. */
    void putBack(Place place) {
        again.add(place);
    }

    /** How many more events may be under way. */
    int room() {
        return most - underWay;
    }

    void sent(int events, long size) {
        underWay += events;
        bytes += size;
    }

    /** So much is not under way any more, whatever became of it. */
    void back(int events, long size) {
        underWay -= events;
        bytes -= size;
    }

    /** Kafka has one, or it was put aside: nothing is wrong. */
    void settled() {
        wait = 0;
    }

    /**
     * Kafka refused it: it goes again after a pause that doubles as long as nothing gets through.
     */
    void refused(Place place, long now) {
        again.add(place);
        if (!paused) {
            wait = wait == 0 ? firstWait : Math.min(longestWait, 2 * wait);
            pausedUntil = now + wait;
            paused = true;
        }
    }

    /** How long nothing can change but by something that happens. */
    long waitNanos(long now, long otherwise) {
        return paused ? Math.max(0, Math.min(otherwise, pausedUntil - now)) : otherwise;
    }

    boolean isIdle() {
        return underWay == 0 && again.isEmpty();
    }

    int underWay() {
        return underWay;
    }
}
