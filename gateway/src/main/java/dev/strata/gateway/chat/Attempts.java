package dev.strata.gateway.chat;

import dev.strata.gateway.tier.Draft;
import dev.strata.gateway.tier.ModelIdentity;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TierRequest;
import dev.strata.router.Route;
import dev.strata.router.cascade.AnswerJudge;
import dev.strata.router.cascade.Cascade;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The attempts of one request, in order. Guarded by its run's lock. */
final class Attempts {
    private final ChatDesk.Parts parts;
    private final ChatContext context;
    private final Mesh.View view;
    private final Route.Serve route;
    private final List<AttemptLog> all = new ArrayList<>();

    Attempts(ChatDesk.Parts parts, ChatContext context, Mesh.View view, Route.Serve route) {
        this.parts = parts;
        this.context = context;
        this.view = view;
        this.route = route;
    }

    /**
     * Begins the record of one more.
     *
     * @param more there is a tier above, to which an unsure answer may go up
     */
    AttemptLog begin(String tier, boolean more) {
        ModelIdentity model = model(tier);
        AttemptLog attempt =
                new AttemptLog(tier, model, view.price(tier), judge(tier, model, more), now());
        all.add(attempt);
        return attempt;
    }

    private ModelIdentity model(String tier) {
        ModelIdentity model = view.models().get(tier);
        if (model == null) {
            throw new IllegalStateException("route names tier '%s', unknown".formatted(tier));
        }
        return model;
    }

    private AnswerJudge judge(String tier, ModelIdentity model, boolean more) {
        Cascade cascade = view.cascade();
        Cascade.Model own = Mesh.modelOf(tier, model);
        if (!more) {
            return cascade.last(own, route.prompt());
        }
        List<String> ladder = route.ladder();
        return cascade.judge(
                own,
                route.prompt(),
                ladder.subList(ladder.indexOf(tier) + 1, ladder.size()).stream()
                        .map(above -> Mesh.modelOf(above, model(above)))
                        .toList());
    }

    /** What the tier of {@code attempt} is asked. */
    TierRequest request(AttemptLog attempt) {
        Set<String> failed = failedAt(attempt.tier());
        Draft draft = failed.isEmpty() ? draft(attempt) : Draft.NONE;
        attempt.drafted(draft);
        return context.request(attempt, draft, failed, now());
    }

    /**
     * What the last attempt said that has the same tokenizer: the tier verifies it in one pass and
     * goes on from the first token that it would not have said.
     */
    private Draft draft(AttemptLog attempt) {
        String tokenizer = attempt.model().tokenizerSha256();
        if (!parts.settings().handover() || tokenizer.isEmpty()) {
            return Draft.NONE;
        }
        for (AttemptLog past : all.reversed()) {
            if (past != attempt
                    && past.model().tokenizerSha256().equals(tokenizer)
                    && !past.ids().isEmpty()) {
                return new Draft(past.ids(), tokenizer);
            }
        }
        return Draft.NONE;
    }

    /**
     * Takes leave to ask another replica of the tier at which an attempt failed. One that lacks an
     * adapter has computed nothing, hence its successor counts against no budget; there is one.
     */
    boolean tryAgain(AttemptLog failed, TierEvent.Kind kind) {
        if (!kind.isOfReplica()) {
            return false;
        }
        Set<String> tried = failedAt(failed.tier());
        return kind == TierEvent.Kind.UNKNOWN_ADAPTER
                ? tried.size() == 1 && parts.tiers().hasOther(failed.tier(), tried)
                : parts.tiers().tryAgain(failed.tier(), tried);
    }

    /** Replicas of the tier at which attempts failed. */
    Set<String> failedAt(String tier) {
        return all.stream()
                .filter(past -> past.outcome() == AttemptLog.Outcome.FAILED)
                .filter(past -> past.tier().equals(tier) && !past.replica().isEmpty())
                .map(AttemptLog::replica)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Makes a whole answer that the tier gave before the last attempt; empty where there is none.
     */
    Optional<AttemptLog> takeBack(String tier) {
        Optional<AttemptLog> kept =
                all.stream()
                        .filter(attempt -> attempt.tier().equals(tier) && attempt.whole())
                        .findFirst();
        kept.ifPresent(attempt -> {
            all.remove(attempt);
            all.addLast(attempt);
        });
        return kept;
    }

    /** Ends those that run. */
    void cancel(String why) {
        for (AttemptLog attempt : all) {
            if (attempt.running()) {
                attempt.cancelled(why, now());
                attempt.cancelCall(why);
            }
        }
    }

    /** The one that counts. */
    AttemptLog last() {
        return all.getLast();
    }

    List<AttemptLog> all() {
        return all;
    }

    private long now() {
        return parts.nanoClock().getAsLong();
    }
}
