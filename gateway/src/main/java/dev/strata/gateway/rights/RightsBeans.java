package dev.strata.gateway.rights;

import dev.strata.gateway.cache.AnswerCache;
import dev.strata.gateway.capture.FeedbackLog;
import dev.strata.gateway.capture.RightsLog;
import dev.strata.gateway.chat.ChatDesk;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the desks of this package, one for both faces. */
@Singleton
class RightsBeans {
    @Produces
    @Singleton
    FeedbackDesk feedback(ChatDesk desk, FeedbackLog log) {
        return new FeedbackDesk(
                desk.ids(), log, desk.mesh().rollout()::judged, InstantSource.system());
    }

    @Produces
    @Singleton
    RightsDesk rights(ChatDesk desk, RightsLog log, ErasureReports reports, AnswerCache cache) {
        return new RightsDesk(
                desk.ids(), log, reports::find, InstantSource.system(), cache::forget);
    }
}
