package dev.strata.gateway.promote;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;

/**
 * What a promotion brings to the router.
 *
 * @param generation of the promotion; 0 for what comes with Strata
 * @param model of difficulty
 * @param easyBelow difficulties below are easy
 * @param hardFrom difficulties from here on are hard
 */
public record Learned(long generation, DifficultyModel model, double easyBelow, double hardFrom) {

    /** What comes with Strata, under the policy's own thresholds. */
    public static Learned bundled() {
        return new Learned(0, DifficultyModel.bundled(), 0, 0);
    }

    /** The policy with the learned thresholds, under a version that names the generation. */
    public Policy apply(Policy policy) {
        return generation == 0
                ? policy
                : policy.learned(policy.difficulty().with(easyBelow, hardFrom), "g" + generation);
    }
}
