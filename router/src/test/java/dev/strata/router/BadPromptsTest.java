package dev.strata.router;

import static dev.strata.router.Requests.allUp;
import static dev.strata.router.Requests.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts that are no questions: each is routed, or refused in words, and none falls out. */
class BadPromptsTest {
    private static final Router ROUTER =
            Router.of(Policy.bundled(), PriceList.bundled(), Requests.tiers());

    private static Route.Serve serve(String prompt) {
        return assertInstanceOf(Route.Serve.class, ROUTER.route(ask(prompt), allUp()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\n\t",
                "مرحبا، كيف حالك؟",
                "\u202Eolleh\u202C",
                "\u200B\u200B\u200B",
                "🙂",
                "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
                "\uD83D"
            })
    void route_oddText_isServedAndItsScoreIsANumber(String prompt) {
        Route.Serve serve = serve(prompt);

        assertTrue(serve.difficulty() >= 0 && serve.difficulty() <= 1, "" + serve.difficulty());
    }

    @Test
    void route_zeroWidthBetweenTheLetters_isAsPrivateAsWithout() {
        Route.Serve plain = serve("Write to anna.smith@web.de");
        Route.Serve hidden = serve("Write to anna.sm\u200Bith@w\u200Beb.de");

        assertEquals(DataClass.PRIVATE, plain.dataClass());
        assertEquals(DataClass.PRIVATE, hidden.dataClass());
    }

    @Test
    void route_binary_isPrivateUnread() {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < 4096; i++) {
            bytes.append((char) (i * 31 % 256));
        }

        assertEquals(DataClass.PRIVATE, serve(bytes.substring(0, 1500)).dataClass());
    }

    @Test
    void route_aMebibyte_isRefusedInWords() {
        Route.Refuse refuse =
                assertInstanceOf(
                        Route.Refuse.class,
                        ROUTER.route(ask("word ".repeat((1 << 20) / 5)), allUp()));

        assertEquals(Refusal.CONTEXT_EXCEEDED, refuse.kind());
        assertTrue(refuse.reason().contains("shorten the prompt"), refuse.reason());
    }
}
