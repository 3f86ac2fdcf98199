package dev.strata.gateway.console;

import dev.strata.gateway.capture.TrafficLog;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Remembers how the last requests went, on their way to capture: ids, tiers, reasons, figures.
 * Nothing of what was asked or answered is kept, nor a caller's own ids. Thread-safe.
 */
public final class RecentRequests implements TrafficLog {
    private static final int KEPT = 200;

    private final TrafficLog next;
    private final boolean shown;
    private final Deque<Summary> last = new ArrayDeque<>();
    private long seen;

    /**
     * Passes everything on to {@code next}.
     *
     * @param shown false where nobody looks, and nothing is remembered
     */
    public RecentRequests(TrafficLog next, boolean shown) {
        this.next = next;
        this.shown = shown;
    }

    /**
     * One request that is over.
     *
     * @param number counts up from 1
     * @param at when it was over, in milliseconds since 1970
     * @param error its closed code; empty where it was answered
     * @param milliseconds from arrival to end
     */
    public record Summary(
            long number,
            String id,
            long at,
            String tenant,
            String method,
            String reason,
            boolean privateContent,
            double difficulty,
            String tier,
            String error,
            boolean degraded,
            double cost,
            long milliseconds,
            List<Try> attempts) {}

    /** One run on one tier; milliseconds. */
    public record Try(
            String tier,
            String finish,
            String why,
            double confidence,
            double firstToken,
            double duration,
            int promptTokens,
            int tokens,
            double cost) {}

    /** Looks at the event where capture makes it, on a thread of capture's. */
    @Override
    public CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes) {
        return next.offer(shown ? () -> remember(event.get()) : event, bytes);
    }

    @Override
    public boolean mustRecord() {
        return next.mustRecord();
    }

    private TrafficEvent remember(TrafficEvent event) {
        synchronized (last) {
            seen++;
            last.addFirst(summary(seen, event));
            if (last.size() > KEPT) {
                last.removeLast();
            }
        }
        return event;
    }

    /** Those after {@code number}, newest first. */
    public List<Summary> after(long number) {
        synchronized (last) {
            return last.stream().takeWhile(summary -> summary.number() > number).toList();
        }
    }

    private static Summary summary(long number, TrafficEvent event) {
        var route = event.getRoute();
        long started = millis(event.getStarted());
        long finished = millis(event.getFinished());
        List<Try> attempts = new ArrayList<>(event.getAttemptsCount());
        event.getAttemptsList().forEach(attempt -> attempts.add(attempt(attempt)));
        return new Summary(
                number,
                event.getRequestId(),
                finished,
                event.getTenant(),
                event.getParameters().getMethod(),
                route.getReasonCode(),
                switch (route.getDataClass()) {
                    case DATA_CLASS_PUBLIC -> false;
                    case DATA_CLASS_PRIVATE, DATA_CLASS_UNSPECIFIED, UNRECOGNIZED -> true;
                },
                route.getDifficulty(),
                event.getFinalTier(),
                event.getErrorType(),
                event.getDegraded(),
                event.getCost(),
                finished - started,
                attempts);
    }

    private static Try attempt(Attempt attempt) {
        String why =
                attempt.getErrorType().isEmpty()
                        ? attempt.getEscalateReason()
                        : attempt.getErrorType();
        return new Try(
                attempt.getTier(),
                attempt.getFinish(),
                why,
                attempt.getConfidence().getConfidence(),
                attempt.getTimeToFirstTokenMs(),
                attempt.getDurationMs(),
                attempt.getPromptTokens(),
                attempt.getCompletionTokens(),
                attempt.getCost());
    }

    private static long millis(com.google.protobuf.Timestamp at) {
        return at.getSeconds() * 1000 + at.getNanos() / 1_000_000;
    }
}
