package dev.strata.engine.serve;

import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.TokenIds;
import dev.strata.engine.speculation.Acceptance;
import dev.strata.engine.speculation.Guess;
import dev.strata.engine.speculation.PromptLookup;
import dev.strata.engine.speculation.Speculation.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one answer that are guessed before they are computed: the draft that came with the
 * request, then what the text so far suggests.
 *
 * <p>Owned by the engine thread.
 */
final class Drafting {
    private final TokenIds prompt;
    private final TokenIds draft;
    private final boolean guesses;
    private final Acceptance acceptance = new Acceptance();
    private @Nullable PromptLookup lookup;
    private Guess guess = Guess.NONE;
    private int givenEnd;
    private int guessFrom;
    private int guessEnd;
    private int accepted;
    private int rejoined;
    private int guessed;
    private int right;

    /**
     * @param draft a likely answer; may be empty
     * @param givenEnd position behind the part of it that is verified with the prompt
     * @param guesses whether anything else is guessed
     */
    Drafting(TokenIds prompt, TokenIds draft, int givenEnd, boolean guesses) {
        this.prompt = prompt;
        this.draft = draft;
        this.givenEnd = givenEnd;
        this.guesses = guesses;
    }

    /** The next tokens as the text so far suggests them, at most {@code most}. */
    Candidate propose(int most) {
        guess = lookup == null ? Guess.NONE : lookup.guess(most);
        return new Candidate(guess.ids().size(), acceptance.chance(guess.matched()));
    }

    /** Appends the first {@code tokens} of what was proposed last, for verification. */
    void guess(Sequence sequence, int tokens) {
        guessFrom = sequence.length();
        guessEnd = guessFrom + tokens;
        for (int i = 0; i < tokens; i++) {
            sequence.append(guess.ids().at(i));
        }
        guessed += tokens;
    }

    /** Notes what became of the guess for {@code position}. */
    void judged(int position, boolean isRight) {
        if (position < givenEnd) {
            accepted += isRight ? 1 : 0;
            givenEnd = isRight ? givenEnd : position;
            return;
        }
        if (isRight) {
            right++;
            rejoined += position - guessFrom < guess.givenTokens() ? 1 : 0;
        }
        if (!isRight || position + 1 == guessEnd) {
            acceptance.learn(guess.matched(), position - guessFrom + (isRight ? 1 : 0), !isRight);
        }
    }

    /** Notes the answer's next token. */
    void decided(int id) {
        if (!guesses) {
            return;
        }
        acceptance.age();
        if (lookup == null) {
            lookup = new PromptLookup(prompt, draft);
        }
        lookup.append(id);
    }

    /** What became of all guesses so far. */
    Drafts outcome() {
        return new Drafts(accepted, rejoined, guessed, right);
    }
}
