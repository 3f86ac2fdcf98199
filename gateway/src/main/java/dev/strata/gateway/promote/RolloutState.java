package dev.strata.gateway.promote;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which generation routes, which is being tried on how many requests, and which was undone.
 * Immutable: each step gives the next state.
 *
 * @param champion that routes
 * @param trial of a newer generation
 * @param undone the highest generation that was undone; 0 for none
 */
record RolloutState(Learned champion, Optional<Trial> trial, long undone) {
    /** The shares of requests that a new generation routes, one stage after the other. */
    static final List<Double> STAGES = List.of(.01, .05, .25, 1.0);

    /**
     * A new generation on a share of the requests.
     *
     * @param stage index into {@link #STAGES}
     * @param since when each stage until now began
     * @param inStage requests that it routed in this stage
     * @param ours what became of the requests that it routed
     * @param theirs what became of the champion's since the trial began
     */
    record Trial(
            Learned learned,
            int stage,
            List<Instant> since,
            long inStage,
            Counts ours,
            Counts theirs) {
        Trial {
            since = List.copyOf(since);
        }

        double share() {
            return STAGES.get(stage);
        }

        /** The share at some time: what a request of then was drawn with; 0 before the trial. */
        double shareAt(Instant time) {
            double share = 0;
            for (int i = 0; i < since.size(); i++) {
                if (!time.isBefore(since.get(i))) {
                    share = STAGES.get(stage - since.size() + 1 + i);
                }
            }
            return share;
        }

        private Trial next(Instant now) {
            List<Instant> begun = new ArrayList<>(since);
            begun.add(now);
            return new Trial(learned, stage + 1, begun, 0, ours, theirs);
        }

        Trial ended(boolean isOurs, boolean escalated, boolean failed) {
            return new Trial(
                    learned,
                    stage,
                    since,
                    inStage + (isOurs ? 1 : 0),
                    isOurs ? ours.ended(escalated, failed) : ours,
                    isOurs ? theirs : theirs.ended(escalated, failed));
        }

        Trial judged(boolean isOurs, boolean bad) {
            return new Trial(
                    learned,
                    stage,
                    since,
                    inStage,
                    isOurs ? ours.judged(bad) : ours,
                    isOurs ? theirs : theirs.judged(bad));
        }
    }

    static RolloutState of(Learned champion) {
        return new RolloutState(champion, Optional.empty(), 0);
    }

    /** Begins to try {@code learned} where it is newer than all that was seen. */
    RolloutState offered(Learned learned, Instant now) {
        long newest =
                Math.max(
                        Math.max(champion.generation(), undone),
                        trial.map(t -> t.learned().generation()).orElse(0L));
        return learned.generation() <= newest
                ? this
                : new RolloutState(champion, Optional.of(begun(learned, 0, now)), undone);
    }

    static Trial begun(Learned learned, int stage, Instant now) {
        return new Trial(learned, stage, List.of(now), 0, Counts.NONE, Counts.NONE);
    }

    RolloutState with(Trial changed) {
        return new RolloutState(champion, Optional.of(changed), undone);
    }

    /** Why the trial must end now; empty where it may go on, or there is none. */
    Optional<String> alarm() {
        return trial.flatMap(t -> Alarm.of(t.theirs(), t.ours()));
    }

    /** Ends the trial where there is cause for alarm, else takes the stage that is due. */
    RolloutState looked(Instant now, Duration stageTime, long stageRequests) {
        if (trial.isEmpty()) {
            return this;
        }
        Trial running = trial.get();
        if (alarm().isPresent()) {
            return new RolloutState(champion, Optional.empty(), running.learned().generation());
        }
        boolean isDue =
                !now.isBefore(running.since().getLast().plus(stageTime))
                        && running.inStage() >= stageRequests;
        if (!isDue) {
            return this;
        }
        return running.stage() + 1 < STAGES.size()
                ? with(running.next(now))
                : new RolloutState(running.learned(), Optional.empty(), undone);
    }
}
