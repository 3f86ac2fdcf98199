package dev.strata.feed.retrain;

import dev.strata.router.cascade.Prior;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.policy.Policy;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a router decides where a request is tried first: by difficulty, and between easy and hard by
 * what is expected of each tier, where its policy uses priors.
 *
 * @param tiers of the mesh, the smallest first
 * @param priors of the tiers, in their order
 */
record Routing(
        DifficultyModel model,
        Policy.Difficulty rules,
        List<String> tiers,
        List<Optional<Prior>> priors) {
    Routing {
        tiers = List.copyOf(tiers);
        priors = List.copyOf(priors);
        if (priors.size() != tiers.size()) {
            throw new IllegalArgumentException(
                    "priors do not fit the tiers: expected %d, got %d"
                            .formatted(tiers.size(), priors.size()));
        }
    }

    /** One whose tiers have no priors. */
    Routing(DifficultyModel model, Policy.Difficulty rules, List<String> tiers) {
        this(model, rules, tiers, Collections.nCopies(tiers.size(), Optional.empty()));
    }

    /** 1 is the smallest; 0 for a tier that is not of the mesh. */
    int rank(String tier) {
        return tiers.indexOf(tier) + 1;
    }

    double score(Outcome outcome) {
        return model.signsOfTurns(outcome.asked()).difficulty();
    }

    /** True where priors may decide. */
    boolean usesPriors() {
        return rules.usesPriors() && priors.stream().anyMatch(Optional::isPresent);
    }

    /** The rank that a request is to begin at. */
    int wanted(Outcome outcome) {
        PromptSigns prompt = model.signsOfTurns(outcome.asked());
        return isForetold(prompt)
                ? Prior.first(priors, prompt).orElse(tiers.size() - 1) + 1
                : rules.startRank(prompt.difficulty());
    }

    /** How hard it takes a request to be: where priors decide, as the rank that they give. */
    double thought(Outcome outcome) {
        PromptSigns prompt = model.signsOfTurns(outcome.asked());
        return isForetold(prompt) ? hardness(wanted(outcome)) : prompt.difficulty();
    }

    private boolean isForetold(PromptSigns prompt) {
        return usesPriors() && rules.isMiddle(prompt.difficulty());
    }

    /** The smallest allowed tier that is large enough, else the largest allowed. */
    String first(Outcome outcome) {
        int wanted = wanted(outcome);
        String best = outcome.first();
        for (String tier : tiers) {
            if (outcome.allowed().contains(tier)) {
                best = tier;
                if (rank(tier) >= wanted) {
                    return tier;
                }
            }
        }
        return best;
    }

    /** How hard a request is that a tier of so high a rank just does. */
    double hardness(int rank) {
        int most = Math.max(2, tiers.size());
        return .06 + .88 * (Math.clamp(rank, 1, most) - 1) / (most - 1);
    }
}
