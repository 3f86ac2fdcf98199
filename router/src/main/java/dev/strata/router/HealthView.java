package dev.strata.router;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;

/** Orders tiers by their health. */
final class HealthView {
    private HealthView() {}

    /** Those that are up and have room; where there is none, those that are up at all. */
    static List<TierProfile> preferred(
            List<TierProfile> tiers, Function<TierProfile, TierHealth> health) {
        List<TierProfile> well = tiers.stream().filter(t -> isWell(health.apply(t))).toList();
        return well.isEmpty() ? tiers.stream().filter(t -> isUp(health.apply(t))).toList() : well;
    }

    /** The highest tier that is up; empty where none is. */
    static List<TierProfile> highestUp(
            List<TierProfile> tiers, Function<TierProfile, TierHealth> health) {
        List<TierProfile> up = preferred(tiers, health);
        return up.isEmpty() ? up : List.of(up.getLast());
    }

    /** The tiers' health in words. */
    static String words(List<TierProfile> tiers, Function<TierProfile, TierHealth> health) {
        return tiers.stream()
                .map(tier -> tier.name() + " " + words(health.apply(tier)))
                .collect(joining(", "));
    }

    private static String words(TierHealth health) {
        return switch (health) {
            case TierHealth.Up up -> up.full() ? "is full" : "is up";
            case TierHealth.Degraded degraded -> "is degraded (" + degraded.why() + ")";
            case TierHealth.Down down -> "is down (" + down.why() + ")";
        };
    }

    private static boolean isUp(TierHealth health) {
        return switch (health) {
            case TierHealth.Up _, TierHealth.Degraded _ -> true;
            case TierHealth.Down _ -> false;
        };
    }

    private static boolean isWell(TierHealth health) {
        return switch (health) {
            case TierHealth.Up up -> !up.full();
            case TierHealth.Degraded _, TierHealth.Down _ -> false;
        };
    }
}
