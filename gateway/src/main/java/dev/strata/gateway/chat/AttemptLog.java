package dev.strata.gateway.chat;

import dev.strata.gateway.tier.Draft;
import dev.strata.gateway.tier.ModelIdentity;
import dev.strata.gateway.tier.TierCaller.TierCall;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import dev.strata.router.cascade.AnswerJudge;
import dev.strata.router.cascade.ConfidenceFeatures;
import dev.strata.router.cascade.EscalationReason;
import dev.strata.router.cascade.Judgement;
import dev.strata.router.policy.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one attempt said and came to. Guarded by its run's lock. */
final class AttemptLog {
    private final String tier;
    private final ModelIdentity model;
    private final Price price;
    private final AnswerJudge judge;
    private final long startNanos;
    private final StringBuilder text = new StringBuilder();
    private final List<TierEvent.Tokens> held = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();

    private @Nullable TierCall call;
    private TokenUsage usage = TokenUsage.NONE;
    private TierEvent.Verified verified = TierEvent.Verified.NONE;
    private int drafted;
    private TierEvent.Reason finish = TierEvent.Reason.STOP;
    private long firstTokenNanos;
    private long endNanos;
    private Outcome outcome = Outcome.RUNNING;
    private String reason = "";
    private boolean whole;
    private boolean wasCommitted;

    /** What became of an attempt. */
    enum Outcome {
        RUNNING,
        COMMITTED,
        ESCALATED,
        FAILED,
        CANCELLED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    AttemptLog(String tier, ModelIdentity model, Price price, AnswerJudge judge, long now) {
        this.tier = tier;
        this.model = model;
        this.price = price;
        this.judge = judge;
        this.startNanos = now;
    }

    void called(TierCall started) {
        call = started;
    }

    /** The replica that it runs at; empty where nothing was sent. */
    String replica() {
        TierCall running = call;
        return running == null ? "" : running.replica();
    }

    /** Ends the call; the tier stops decoding. */
    void cancelCall(String why) {
        TierCall running = call;
        if (running != null) {
            running.cancel(why);
        }
    }

    void prefilled(TierEvent.Prefilled event) {
        usage = new TokenUsage(event.promptTokens(), event.cachedTokens(), 0);
    }

    /** Takes the next piece and judges the answer as far as it has come. */
    Judgement take(TierEvent.Tokens event, long now) {
        if (firstTokenNanos == 0) {
            firstTokenNanos = now;
        }
        text.append(event.text());
        held.add(event);
        usage = usage.plus(new TokenUsage(0, 0, event.tokens().size()));
        Judgement judgement = new Judgement.Undecided();
        for (TierEvent.Token token : event.tokens()) {
            if (!wasCommitted) {
                ids.add(token.id());
            }
            judgement = judge.observe(token.logprob(), token.entropy());
        }
        return judgement;
    }

    /** Takes the answer's end and judges it whole. */
    Judgement take(TierEvent.Finished event, long now) {
        usage = event.usage();
        verified = event.verified();
        finish = event.reason();
        endNanos = now;
        whole = true;
        return judge.finish();
    }

    /** Its tokens before it was committed. */
    List<Integer> ids() {
        return ids;
    }

    /** It was given what a lower tier had answered. */
    void drafted(Draft draft) {
        drafted = draft.ids().size();
    }

    /** How many tokens of a lower tier it was given. */
    int drafted() {
        return drafted;
    }

    /** What it agreed with of those; known at its end. */
    TierEvent.Verified verified() {
        return verified;
    }

    /** Of its text so far, in characters. */
    int length() {
        return text.length();
    }

    /** The pieces that were not sent yet; each is given once. */
    List<TierEvent.Tokens> release() {
        List<TierEvent.Tokens> pieces = List.copyOf(held);
        held.clear();
        return pieces;
    }

    void committed() {
        outcome = Outcome.COMMITTED;
        wasCommitted = true;
        reason = "";
    }

    void escalated(EscalationReason why, long now) {
        end(Outcome.ESCALATED, why.name(), now);
    }

    void failed(TierEvent.Kind kind, long now) {
        end(Outcome.FAILED, kind.name(), now);
    }

    void cancelled(String why, long now) {
        end(Outcome.CANCELLED, why, now);
    }

    private void end(Outcome how, String why, long now) {
        outcome = how;
        reason = why;
        if (endNanos == 0) {
            endNanos = now;
        }
    }

    boolean running() {
        return outcome == Outcome.RUNNING || (outcome == Outcome.COMMITTED && !whole);
    }

    /** Its answer is, or was, the one that the client gets. */
    boolean wasCommitted() {
        return wasCommitted;
    }

    /** The tier said all it had to say. */
    boolean whole() {
        return whole;
    }

    /** Of the monotonic clock. */
    long startNanos() {
        return startNanos;
    }

    String tier() {
        return tier;
    }

    ModelIdentity model() {
        return model;
    }

    String text() {
        return text.toString();
    }

    TokenUsage usage() {
        return usage;
    }

    TierEvent.Reason finish() {
        return finish;
    }

    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason;
    }

    ConfidenceFeatures features() {
        return judge.features();
    }

    double cost() {
        return price.cost(usage.prompt(), usage.cached(), usage.completion());
    }

    double timeToFirstTokenMs() {
        return firstTokenNanos == 0 ? 0 : (firstTokenNanos - startNanos) / 1e6;
    }

    double durationMs(long now) {
        return ((endNanos == 0 ? now : endNanos) - startNanos) / 1e6;
    }

    ChatResult.Attempt report(long now) {
        return new ChatResult.Attempt(
                tier,
                model.model(),
                outcome.word(),
                reason,
                usage,
                timeToFirstTokenMs(),
                durationMs(now),
                cost());
    }
}
