package dev.strata.gateway.chat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.cache.AnswerCache;
import dev.strata.gateway.cache.AnswerKey;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.cache.Flight;
import dev.strata.gateway.cache.Landing;
import dev.strata.gateway.cache.StoredAnswer;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.router.DataClass;
import dev.strata.router.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be answered from the cache: it takes a kept answer, waits for an equal request
 * that runs, or runs itself while equal ones wait for it. Thread-safe.
 */
final class CachedChat implements InFlight.Watched {
    private static final Logger LOG = Logger.getLogger(CachedChat.class);

    private final ChatDesk.Parts parts;
    private final AnswerCache cache;
    private final ChatRun.Start start;
    private final AnswerKey key;
    private final Ending ending;

    /** The run at a tier, once there is one. */
    @GuardedBy("this")
    private @Nullable ChatRun run;

    @GuardedBy("this")
    private boolean over;

    /** Led by this one while its meaning is compared. */
    @GuardedBy("this")
    private @Nullable Flight comparing;

    private CachedChat(ChatDesk.Parts parts, ChatRun.Start start) {
        this.parts = parts;
        this.cache = parts.cache();
        this.start = start;
        this.key = AnswerKeys.whole(start);
        this.ending = new Ending(parts, start.context(), start.route(), start.privacyToken());
    }

    /** Starts a routed request: at a tier, or from the cache where it may. */
    static RunningChat begin(ChatDesk.Parts parts, ChatRun.Start start) {
        ChatCommand command = start.context().command();
        // An adapter may be another one tomorrow under the same name.
        boolean may =
                command.wishes().adapter().isEmpty()
                        && parts.cache()
                                .takes(
                                        command.caching(),
                                        command.answer().sampling().temperature(),
                                        start.route().dataClass() == DataClass.PRIVATE);
        if (!may) {
            ChatRun run = new ChatRun(parts, start);
            run.start();
            return run;
        }
        CachedChat chat = new CachedChat(parts, start);
        chat.enter();
        return chat;
    }

    private synchronized void enter() {
        switch (cache.enter(key, receivedNanos(), this::landed)) {
            case AnswerCache.Entry.Hit hit -> replay(hit.answer());
            case AnswerCache.Entry.Lead lead -> lead(lead.flight());
            case AnswerCache.Entry.Joined _ -> {
                start.clock().waitForTier();
                parts.running().add(this);
            }
        }
    }

    private long receivedNanos() {
        return start.context().receivedNanos();
    }

    /** The request that this one waited for is over. */
    private synchronized void landed(Landing landing) {
        if (over) {
            return;
        }
        start.clock().work();
        try {
            switch (landing) {
                case Landing.Answered answered -> {
                    cache.countShared();
                    replay(answered.answer());
                }
                case Landing.Abandoned _ -> enter();
                // It is not waited for others twice: each may have its own luck.
                case Landing.Failed _ -> run(cache.alone(key, receivedNanos()));
            }
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    @GuardedBy("this")
    private void lead(Flight flight) {
        ChatCommand command = start.context().command();
        Message last = command.messages().getLast();
        if (!cache.comparesMeanings(command.caching()) || last.role() != Message.Role.USER) {
            run(flight);
            return;
        }
        comparing = flight;
        parts.running().add(this);
        AnswerKey partition = AnswerKeys.butTheLastMessage(start);
        cache.later(() -> compared(flight, cache.alike(partition, last.content(), flight)));
    }

    private synchronized void compared(Flight flight, Optional<StoredAnswer> alike) {
        try {
            if (over) {
                cache.failed(flight, true);
            } else if (alike.isPresent()) {
                // Alike is for who asked for that: those who joined look for themselves.
                cache.failed(flight, true);
                replay(alike.get());
            } else {
                run(flight);
            }
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    @GuardedBy("this")
    private void run(Flight flight) {
        cache.countMiss();
        boolean logprobs = start.context().command().answer().logprobs();
        ChatRun own =
                new ChatRun(
                        parts, start.withSink(new LeadSink(start.sink(), cache, flight, logprobs)));
        run = own;
        own.start();
        parts.running().remove(this);
    }

    @GuardedBy("this")
    private void replay(StoredAnswer answer) {
        ChatResult result = ending.replayed(answer, start.clock().overheadMs());
        AnswerSink.CommittedAnswer committed =
                new AnswerSink.CommittedAnswer(
                        result.requestId(),
                        result.tier(),
                        result.model(),
                        result.reasonCode(),
                        result.reason(),
                        CacheMark.HIT);
        end(
                result,
                Optional.empty(),
                error -> {
                    if (error.isPresent()) {
                        start.sink().failed(ending.failure(error.get()), result);
                        return;
                    }
                    start.sink().committed(committed);
                    answer.pieces().forEach(start.sink()::piece);
                    start.sink().finished(result);
                });
    }

    @GuardedBy("this")
    private void fail(ErrorReason reason) {
        Flight led = comparing;
        if (led != null) {
            cache.failed(led, true);
        }
        start.clock().work();
        ChatResult result =
                ending.result(List.of(), false, false, start.clock().overheadMs())
                        .withCache(CacheMark.MISS);
        end(
                result,
                Optional.of(reason),
                error -> start.sink().failed(ending.failure(error.orElse(reason)), result));
    }

    @GuardedBy("this")
    private void end(
            ChatResult result, Optional<ErrorReason> error, Consumer<Optional<ErrorReason>> tell) {
        over = true;
        start.ticket().close(0, 0);
        ending.conclude(
                List.of(),
                result,
                error,
                told -> {
                    synchronized (this) {
                        tell.accept(told);
                    }
                },
                () -> parts.running().remove(this));
    }

    /** Where no face is waiting that could catch what goes wrong. */
    @GuardedBy("this")
    private void defect(RuntimeException e) {
        LOG.errorf(e, "request %s: the gateway failed", start.context().requestId());
        if (run == null && !over) {
            fail(ErrorReason.INTERNAL);
        }
    }

    @Override
    public synchronized void abandon(ErrorReason reason) {
        if (run != null) {
            run.abandon(reason);
        } else if (!over) {
            fail(reason);
        }
    }

    /** Over where a run of its own is watched, or its end was told; else its time may be up. */
    @Override
    public synchronized boolean lookAt(long now, Duration slowClient) {
        if (run == null && !over && now > start.context().deadlineNanos()) {
            fail(ErrorReason.DEADLINE_EXCEEDED);
        }
        return run != null || over;
    }
}
