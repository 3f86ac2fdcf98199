package dev.strata.router;

import dev.strata.router.policy.Objective;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the caller's model field means.
 *
 * @param isAuto the router chooses
 * @param objective that stands behind {@code auto:}
 * @param pin the tier that is named, or whose model is
 */
record Asked(boolean isAuto, Optional<Objective> objective, Optional<TierProfile> pin) {
    private static final String AUTO = "auto";

    /** A name that is neither known nor {@code auto} pins nothing and is not automatic. */
    static Asked of(String model, List<TierProfile> tiers) {
        String name = model.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals(AUTO)) {
            return new Asked(true, Optional.empty(), Optional.empty());
        }
        if (name.startsWith(AUTO + ":")) {
            Optional<Objective> objective = Objective.of(name.substring(AUTO.length() + 1));
            return new Asked(objective.isPresent(), objective, Optional.empty());
        }
        return new Asked(
                false,
                Optional.empty(),
                tiers.stream()
                        .filter(t -> t.name().equals(model) || t.model().equalsIgnoreCase(model))
                        .findFirst());
    }

    boolean isUnknown() {
        return !isAuto && pin.isEmpty();
    }

    static String known(List<TierProfile> tiers) {
        return "auto, auto:cost, auto:quality, auto:latency or one of "
                + String.join(
                        ", ",
                        tiers.stream()
                                .flatMap(t -> List.of(t.name(), t.model()).stream())
                                .toList());
    }
}
