package dev.strata.engine.speculation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PromptLookupTest {
    private static final TokenIds NOTHING = TokenIds.empty();

    @Test
    void guess_whereTheAnswerRepeatsThePrompt_goesOnAsThere() {
        PromptLookup lookup = new PromptLookup(TokenIds.of(1, 2, 3, 4, 5, 6, 7), NOTHING);
        append(lookup, 9, 3, 4);

        assertEquals(new Guess(TokenIds.of(5, 6), 2, 0), lookup.guess(2));
        append(lookup, 5);
        assertEquals(new Guess(TokenIds.of(6, 7, 9, 3), 3, 0), lookup.guess(4));
    }

    @Test
    void guess_ofWhatWasNeverSaid_isNone() {
        PromptLookup lookup = new PromptLookup(TokenIds.of(1, 2, 3, 4), NOTHING);
        assertEquals(Guess.NONE, lookup.guess(8));

        append(lookup, 8, 9);

        assertEquals(Guess.NONE, lookup.guess(8));
        assertEquals(Guess.NONE, lookup.guess(0));
    }

    @Test
    void guess_ofWhatWasSaidTwice_followsTheLongerMatch() {
        PromptLookup lookup = new PromptLookup(TokenIds.of(1, 2, 3, 4, 5, 0, 3, 4, 6), NOTHING);
        append(lookup, 8, 2, 3, 4);

        assertEquals(TokenIds.of(5, 0), lookup.guess(2).ids());
        assertEquals(3, lookup.guess(2).matched());
    }

    @Test
    void guess_afterADraftWasLeft_joinsItAgain() {
        TokenIds draft = TokenIds.of(50, 51, 52, 53, 54, 55);
        PromptLookup lookup = new PromptLookup(TokenIds.of(1, 2, 3), draft);
        append(lookup, 50, 99, 52, 53);

        assertEquals(new Guess(TokenIds.of(54, 55), 2, 2), lookup.guess(8));
    }

    @Test
    void guess_ofAnEmptyPrompt_isNone() {
        assertEquals(Guess.NONE, new PromptLookup(NOTHING, NOTHING).guess(4));
    }

    /** Whatever was said, a guess is a place of it that reads like the end. */
    @Test
    void guess_always_continuesAPlaceThatReadsLikeTheEnd() {
        SplittableRandom random = new SplittableRandom(3);
        int found = 0;
        for (int round = 0; round < 50; round++) {
            int letters = 2 + random.nextInt(20);
            TokenIds prompt = TokenIds.of(random.ints(random.nextInt(200), 0, letters).toArray());
            TokenIds draft = TokenIds.of(random.ints(random.nextInt(50), 0, letters).toArray());
            PromptLookup lookup = new PromptLookup(prompt, draft);
            List<Integer> text = new ArrayList<>(prompt.stream().boxed().toList());
            for (int i = 0; i < 200; i++) {
                int id = random.nextInt(letters);
                lookup.append(id);
                text.add(id);
                Guess guess = lookup.guess(1 + random.nextInt(8));
                found += guess.ids().size() > 0 ? 1 : 0;
                assertTrue(
                        guess.ids().size() == 0 || isThere(guess, text, draft), "round " + round);
            }
        }
        assertTrue(found > 1_000, "found " + found);
    }

    private static boolean isThere(Guess guess, List<Integer> text, TokenIds draft) {
        int matched = Math.min(guess.matched(), text.size());
        List<Integer> wanted = new ArrayList<>(text.subList(text.size() - matched, text.size()));
        guess.ids().stream().forEach(wanted::add);
        return matched >= 2
                && (contains(text, wanted) || contains(draft.stream().boxed().toList(), wanted));
    }

    private static boolean contains(List<Integer> text, List<Integer> part) {
        return java.util.Collections.indexOfSubList(text, part) >= 0;
    }

    private static void append(PromptLookup lookup, int... ids) {
        for (int id : ids) {
            lookup.append(id);
        }
    }
}
