package dev.strata.cli.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationEvent.Top;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    @Test
    void windows_ofALongText_reachFromItsStartToItsEnd() {
        List<TokenIds> windows = PrecisionTrial.windows(text(1000), 5);

        assertEquals(5, windows.size());
        assertEquals(0, windows.getFirst().at(0));
        assertEquals(999, windows.getLast().at(PrecisionTrial.WINDOW_TOKENS - 1));
    }

    @Test
    void windows_ofAShortText_areFewOrAnError() {
        assertEquals(2, PrecisionTrial.windows(text(257), 5).size());
        var error =
                assertThrows(
                        IllegalArgumentException.class, () -> PrecisionTrial.windows(text(9), 5));
        assertTrue(error.getMessage().contains("--text"), error.getMessage());
    }

    @Test
    void divergence_ofTwoDistributions_isTheirKl() {
        Token exact = token(.5, .25);
        Token other = token(.25, .5);

        assertEquals(0, PrecisionFigures.divergence(exact, exact), 1e-7);
        double wanted = .5 * Math.log(2) + .25 * Math.log(.5);
        assertEquals(wanted, PrecisionFigures.divergence(exact, other), 1e-6);
    }

    @Test
    void of_answersOfTwo_comparesChoiceAndTime() {
        var exact = List.of(new PrecisionTrial.Answer(token(.5, .25), 200));
        var other = List.of(new PrecisionTrial.Answer(token(.5, .25), 100));

        PrecisionFigures figures = PrecisionFigures.of("fast", exact, other);

        assertEquals(1, figures.top1());
        assertEquals(2.0, figures.json().get("prefill_ratio"));
        assertEquals("2.00", figures.cells("v1", "fast")[8]);
    }

    private static TokenIds text(int tokens) {
        return TokenIds.of(IntStream.range(0, tokens).toArray());
    }

    private static Token token(double first, double second) {
        TokenBytes bytes = TokenBytes.of(new byte[0]);
        return new Token(
                7,
                bytes,
                "",
                0,
                0,
                List.of(
                        new Top(7, bytes, (float) Math.log(first)),
                        new Top(8, bytes, (float) Math.log(second))));
    }
}
