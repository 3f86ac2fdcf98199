package dev.strata.router;

import static java.util.Objects.requireNonNull;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.privacy.PrivacyFinding;
import java.util.List;
import java.util.Optional;

/** The decision about a request. */
public sealed interface Route {

    /** Why, as a closed code. */
    ReasonCode code();

    /** Why, in words; never quotes content. */
    String reason();

    /** Every step's finding, in order. */
    List<Verdict> verdicts();

    /** Where the content may live. */
    DataClass dataClass();

    /** Every tier of the mesh with what is predicted of it, smallest first. */
    List<Candidate> candidates();

    /** The tier that it would have begun with, were that one up and had it room. */
    Optional<String> unmetTier();

    /** True where the content counts as private only because a detector failed on it. */
    default boolean detectorFailed() {
        return verdicts().stream()
                .anyMatch(verdict ->
                        verdict.step().equals("privacy")
                                && verdict.finding().startsWith(PrivacyFinding.DETECTOR_FAILED));
    }

    /**
     * Answer it.
     *
     * @param ladder tiers to try, in order; the last one's answer is always taken
     * @param allowedTiers that were allowed to answer, smallest first, whatever their health
     * @param prompt how hard it is and how it is put, as a judge of answers needs it
     * @param propensity probability that the first tier was chosen among the allowed ones; 1
     *     without exploration
     * @param degraded a better tier was wanted and is not up
     */
    record Serve(
            List<String> ladder,
            List<String> allowedTiers,
            DataClass dataClass,
            PromptSigns prompt,
            double propensity,
            boolean degraded,
            ReasonCode code,
            String reason,
            List<Verdict> verdicts,
            List<Candidate> candidates,
            Optional<String> unmetTier)
            implements Route {
        public Serve {
            candidates = List.copyOf(candidates);
            ladder = List.copyOf(ladder);
            allowedTiers = List.copyOf(allowedTiers);
            verdicts = List.copyOf(verdicts);
            requireNonNull(dataClass, "dataClass is null");
            requireNonNull(prompt, "prompt is null");
            requireNonNull(code, "code is null");
            requireNonNull(reason, "reason is null");
            if (ladder.isEmpty()) {
                throw new IllegalArgumentException("ladder is empty: expected at least one tier");
            }
        }

        /** The same, chosen with another probability. */
        public Serve withPropensity(double other) {
            return new Serve(
                    ladder,
                    allowedTiers,
                    dataClass,
                    prompt,
                    other,
                    degraded,
                    code,
                    reason,
                    verdicts,
                    candidates,
                    unmetTier);
        }

        /** 0 (easy) to 1 (hard). */
        public double difficulty() {
            return prompt.difficulty();
        }

        /** The tier that is tried first. */
        public String initialTier() {
            return ladder.getFirst();
        }
    }

    /** Do not answer it. */
    record Refuse(
            Refusal kind,
            DataClass dataClass,
            ReasonCode code,
            String reason,
            List<Verdict> verdicts,
            List<Candidate> candidates,
            Optional<String> unmetTier)
            implements Route {
        public Refuse {
            candidates = List.copyOf(candidates);
            verdicts = List.copyOf(verdicts);
            requireNonNull(kind, "kind is null");
            requireNonNull(dataClass, "dataClass is null");
            requireNonNull(code, "code is null");
            requireNonNull(reason, "reason is null");
        }
    }
}
