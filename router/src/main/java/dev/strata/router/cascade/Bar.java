package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import java.util.List;
import java.util.Optional;

/**
 * How sure an answer must be to be kept, and where it goes where it is not.
 *
 * @param acceptFrom the confidence that is enough at the end
 * @param up how many models higher it goes, 1 the next
 */
record Bar(double acceptFrom, int up) {

    /**
     * The bar of a prompt: an unsure answer goes to the first model above that is expected to
     * answer well, as a request would that begins there, and past the others to the last.
     *
     * @param above priors of the models above, the next one first; where the next one has none,
     *     nothing is passed over
     */
    static Bar of(double acceptFrom, List<Optional<Prior>> above, PromptSigns prompt) {
        if (above.isEmpty() || above.getFirst().isEmpty()) {
            return new Bar(acceptFrom, 1);
        }
        return new Bar(acceptFrom, Prior.first(above, prompt).orElse(above.size() - 1) + 1);
    }
}
