package dev.strata.feed.retrain;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import java.util.List;

/**
 * How difficulty decides where a request is tried first.
 *
 * @param tiers of the mesh, the smallest first
 */
record Routing(DifficultyModel model, Policy.Difficulty rules, List<String> tiers) {
    Routing {
        tiers = List.copyOf(tiers);
    }

    /** 1 is the smallest; 0 for a tier that is not of the mesh. */
    int rank(String tier) {
        return tiers.indexOf(tier) + 1;
    }

    double score(Outcome outcome) {
        return model.signsOfTurns(outcome.asked()).difficulty();
    }

    /** The smallest allowed tier that is large enough, else the largest allowed. */
    String first(Outcome outcome) {
        int wanted = rules.startRank(score(outcome));
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
