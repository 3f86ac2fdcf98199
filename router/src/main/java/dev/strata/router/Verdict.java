package dev.strata.router;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One step of the decision.
 *
 * @param step {@code tenant}, {@code privacy}, {@code capability}, {@code model}, {@code
 *     difficulty}, {@code objective} or {@code health}
 * @param finding what the step found, in words; never quotes content
 * @param allowedTiers still allowed after the step, smallest first
 */
public record Verdict(String step, String finding, List<String> allowedTiers) {
    public Verdict {
        requireNonNull(step, "step is null");
        requireNonNull(finding, "finding is null");
        allowedTiers = List.copyOf(allowedTiers);
    }
}
