package dev.strata.gateway.chat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.chat.ChatState.Decision;
import dev.strata.gateway.chat.ChatState.Event;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.Route;
import dev.strata.router.cascade.Judgement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Performs one request: turns what tiers and the client do into events for {@link ChatMachine} and
 * does what it decides. Every entry takes the run's lock; nothing under it blocks.
 */
final class ChatRun implements InFlight.Watched {
    private static final Logger LOG = Logger.getLogger(ChatRun.class);

    private static final TierEvent.Failed TOO_SLOW =
            new TierEvent.Failed(
                    TierEvent.Kind.STALLED,
                    "the attempt took longer than strata.chat.attempt-timeout",
                    Optional.empty());

    private final Object lock = new Object();
    private final ChatDesk.Parts parts;
    private final ChatContext context;
    private final Route.Serve route;
    private final Admission.Ticket ticket;
    private final AnswerSink sink;
    private final ChatMachine machine;
    private final OverheadClock clock;
    private final Ending ending;

    @GuardedBy("lock")
    private final Attempts attempts;

    @GuardedBy("lock")
    private ChatState state;

    @GuardedBy("lock")
    private boolean capped;

    @GuardedBy("lock")
    private boolean fellBack;

    @GuardedBy("lock")
    private long unreadSince;

    /** The attempt for whose successor leave is being asked. */
    @GuardedBy("lock")
    private @Nullable AttemptLog asking;

    /** What a run needs beside its collaborators. */
    record Start(
            ChatContext context,
            Mesh.View view,
            Route.Serve route,
            String privacyToken,
            Admission.Ticket ticket,
            OverheadClock clock,
            AnswerSink sink) {

        /** The same, answered elsewhere. */
        Start withSink(AnswerSink other) {
            return new Start(context, view, route, privacyToken, ticket, clock, other);
        }
    }

    ChatRun(ChatDesk.Parts parts, Start start) {
        this.parts = parts;
        this.context = start.context();
        this.route = start.route();
        this.ticket = start.ticket();
        this.sink = start.sink();
        this.clock = start.clock();
        this.machine = new ChatMachine(context.command().commitsWhole());
        this.state = new ChatState.Holding(Ladder.of(route.ladder()));
        this.attempts = new Attempts(parts, context, start.view(), route);
        this.ending = new Ending(parts, context, route, start.privacyToken());
    }

    void start() {
        synchronized (lock) {
            parts.running().add(this);
            // A stopping gateway has ended it by now.
            if (!(state instanceof ChatState.Ended)) {
                try {
                    begin(route.initialTier());
                } catch (RuntimeException e) {
                    failed(e);
                }
                clock.waitForTier();
            }
        }
    }

    @Override
    public void abandon(ErrorReason reason) {
        synchronized (lock) {
            clock.work();
            step(new Event.Abandoned(reason));
        }
    }

    /** Ends the run where its client reads nothing or its time is up; true where it is over. */
    @Override
    public boolean lookAt(long now, Duration slowClient) {
        synchronized (lock) {
            if (state instanceof ChatState.Ended) {
                return true;
            }
            if (sink.ready()) {
                unreadSince = now;
            } else if (unreadSince == 0) {
                unreadSince = now;
            } else if (now - unreadSince > slowClient.toNanos()) {
                abandon(ErrorReason.CLIENT_TOO_SLOW);
                return true;
            }
            AttemptLog attempt = attempts.last();
            long most = parts.settings().attemptTimeout().toNanos();
            // The tier's call has the same deadline and comes first; this is for a silent one.
            if (now - context.deadlineNanos() > Duration.ofSeconds(2).toNanos()) {
                clock.work();
                step(new Event.AttemptFailed(TierEvent.Kind.DEADLINE, false));
            } else if (state instanceof ChatState.Holding && now - attempt.startNanos() > most) {
                attempt.cancelCall("too slow");
                heard(attempt, new Heard.Said(TOO_SLOW));
            }
            return state instanceof ChatState.Ended;
        }
    }

    @GuardedBy("lock")
    private void begin(String tier) {
        boolean more = state instanceof ChatState.Holding holding && holding.ladder().hasNext();
        AttemptLog attempt = attempts.begin(tier, more);
        attempt.called(
                parts.tiers()
                        .start(
                                attempts.request(attempt),
                                event -> heard(attempt, new Heard.Said(event))));
    }

    private void heard(AttemptLog attempt, Heard heard) {
        synchronized (lock) {
            if (state instanceof ChatState.Ended || attempts.last() != attempt) {
                return;
            }
            clock.work();
            try {
                switch (heard) {
                    case Heard.Said said -> take(attempt, said.event());
                    case Heard.Leave leave -> allowed(attempt, leave);
                }
            } catch (RuntimeException e) {
                failed(e);
            }
            if (!(state instanceof ChatState.Ended)) {
                clock.waitForTier();
            }
        }
    }

    /** Goes on with an attempt that was unsure, now that one more was allowed, or not. */
    @GuardedBy("lock")
    private void allowed(AttemptLog unsure, Heard.Leave leave) {
        asking = null;
        step(new Event.Judged(leave.judgement(), unsure.whole(), leave.given()));
    }

    @GuardedBy("lock")
    private void failed(RuntimeException e) {
        LOG.errorf(e, "request %s: the gateway failed", context.requestId());
        perform(new Decision.Fail(ErrorReason.INTERNAL));
    }

    @GuardedBy("lock")
    private void take(AttemptLog attempt, TierEvent event) {
        long now = parts.nanoClock().getAsLong();
        switch (event) {
            case TierEvent.Prefilled prefilled -> {
                attempt.prefilled(prefilled);
                ticket.waited(attempt.tier(), now - attempt.startNanos());
            }
            case TierEvent.Tokens tokens -> judged(attempt.take(tokens, now), false);
            case TierEvent.Finished finished -> judged(attempt.take(finished, now), true);
            case TierEvent.Failed failed -> lost(attempt, failed);
        }
    }

    @GuardedBy("lock")
    private void lost(AttemptLog attempt, TierEvent.Failed failed) {
        attempt.failed(failed.kind(), parts.nanoClock().getAsLong());
        ending.failure(attempt.tier(), failed);
        boolean mayRetry =
                state instanceof ChatState.Holding && attempts.tryAgain(attempt, failed.kind());
        step(new Event.AttemptFailed(failed.kind(), mayRetry));
    }

    @GuardedBy("lock")
    private void judged(Judgement judgement, boolean whole) {
        boolean wantsMore =
                judgement instanceof Judgement.Escalate
                        && state instanceof ChatState.Holding holding
                        && holding.ladder().hasNext();
        AttemptLog unsure = attempts.last();
        if (asking == unsure) {
            // What comes until the store has answered is kept, and judged by that answer.
            return;
        }
        if (!wantsMore) {
            step(new Event.Judged(judgement, whole, false));
            return;
        }
        CompletableFuture<Boolean> may = ticket.reserveMore(context.claim());
        if (may.isDone()) {
            step(new Event.Judged(judgement, whole, may.join()));
        } else {
            asking = unsure;
            var _ = may.thenAccept(yes -> heard(unsure, new Heard.Leave(judgement, yes)));
        }
    }

    @GuardedBy("lock")
    private void step(Event event) {
        ChatState.Step step = machine.next(state, event);
        state = step.next();
        perform(step.decision());
    }

    @GuardedBy("lock")
    private void perform(Decision decision) {
        switch (decision) {
            case Decision.Hold _, Decision.Ignore _ -> {}
            case Decision.Send send -> send(send);
            case Decision.Escalate escalate -> {
                AttemptLog unsure = attempts.last();
                unsure.escalated(escalate.reason(), parts.nanoClock().getAsLong());
                unsure.cancelCall("escalated");
                parts.metrics().escalation(unsure.tier(), escalate.to(), escalate.reason().name());
                begin(escalate.to());
            }
            case Decision.Retry retry -> {
                parts.metrics().retry(retry.tier());
                begin(retry.tier());
            }
            case Decision.TryNext next -> begin(next.to());
            case Decision.FallBack back -> fallBack(back.to());
            case Decision.Fail fail -> fail(fail.reason());
            case Decision.Stop stop -> fail(stop.reason());
        }
    }

    /** Takes the answer that a tier gave before, or asks the tier again. */
    @GuardedBy("lock")
    private void fallBack(String tier) {
        fellBack = true;
        if (attempts.takeBack(tier).isPresent()) {
            judged(new Judgement.Undecided(), true);
        } else {
            begin(tier);
        }
    }

    @GuardedBy("lock")
    private void send(Decision.Send send) {
        AttemptLog attempt = attempts.last();
        if (send.first()) {
            capped = send.capped();
            attempt.committed();
            double since = clock.totalMs();
            context.trace().around(() -> parts.metrics().firstToken(attempt.tier(), since));
            sink.committed(ending.committed(attempt));
        }
        attempt.release().forEach(sink::piece);
        if (send.last()) {
            end(Optional.empty());
        }
    }

    @GuardedBy("lock")
    private void fail(ErrorReason reason) {
        state = new ChatState.Ended();
        attempts.cancel(reason.name());
        end(Optional.of(reason));
    }

    @GuardedBy("lock")
    private void end(Optional<ErrorReason> error) {
        ChatResult result = ending.result(attempts.all(), capped, fellBack, clock.overheadMs());
        ticket.close(result.usageTotal().total(), result.cost());
        ending.conclude(
                attempts.all(),
                result,
                error,
                told -> {
                    synchronized (lock) {
                        tell(result, told);
                    }
                },
                () -> parts.running().remove(this));
    }

    @GuardedBy("lock")
    private void tell(ChatResult result, Optional<ErrorReason> error) {
        if (error.isPresent()) {
            sink.failed(ending.failure(error.get()), result);
        } else {
            sink.finished(result);
        }
    }
}
