package dev.strata.gateway.promote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private static final Counts CHAMPION = new Counts(10_000, 1000, 20, 1000, 100);

    @Test
    void of_moreHandedUp_saysSo() {
        String why = Alarm.of(CHAMPION, new Counts(200, 50, 0, 0, 0)).orElseThrow();

        assertTrue(why.contains("handed up: 25.0% against 10.0%"), why);
    }

    @Test
    void of_moreFailures_saysSo() {
        String why = Alarm.of(CHAMPION, new Counts(200, 20, 10, 0, 0)).orElseThrow();

        assertTrue(why.contains("fail: 5.0% against 0.2%"), why);
    }

    @Test
    void of_moreDisliked_saysSo() {
        String why = Alarm.of(CHAMPION, new Counts(200, 20, 0, 60, 20)).orElseThrow();

        assertTrue(why.contains("disliked: 33.3% against 10.0%"), why);
    }

    @Test
    void of_asGoodOrTooFew_staysSilent() {
        assertEquals(Optional.empty(), Alarm.of(CHAMPION, new Counts(200, 20, 0, 60, 6)));
        assertEquals(Optional.empty(), Alarm.of(CHAMPION, new Counts(10, 10, 10, 5, 5)));
        assertEquals(Optional.empty(), Alarm.of(Counts.NONE, new Counts(200, 200, 0, 0, 0)));
    }

    @Test
    void of_equalTrialLookedAtAThousandTimes_seldomAlarms() {
        SplittableRandom random = new SplittableRandom(11);
        int alarms = 0;
        for (int trial = 0; trial < 200; trial++) {
            Counts ours = Counts.NONE;
            Counts theirs = Counts.NONE;
            boolean alarmed = false;
            for (int i = 0; i < 2000 && !alarmed; i++) {
                ours = ours.ended(random.nextDouble() < .1, false);
                theirs = theirs.ended(random.nextDouble() < .1, false);
                alarmed = i % 2 == 0 && Alarm.of(theirs, ours).isPresent();
            }
            alarms += alarmed ? 1 : 0;
        }

        assertTrue(alarms <= 6, "alarms without a cause: " + alarms);
    }
}
