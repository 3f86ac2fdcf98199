package dev.strata.gateway.chat;

import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.cascade.Judgement;

/** What a run is told of an attempt. */
sealed interface Heard {
    /** Its tier said something. */
    record Said(TierEvent event) implements Heard {}

    /** Leave for a successor, asked for at this judgement, was given or not. */
    record Leave(Judgement judgement, boolean given) implements Heard {}
}
