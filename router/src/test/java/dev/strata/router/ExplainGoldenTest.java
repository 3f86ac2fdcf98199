package dev.strata.router;

import static dev.strata.router.Requests.allUp;
import static dev.strata.router.Requests.ask;
import static dev.strata.router.Requests.down;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a decision says of itself, for twenty and more kinds of request. After a wanted change,
 * {@code -Dstrata.golden=src/test/resources/dev/strata/router/explain.txt} writes the file anew.
 */
class ExplainGoldenTest {
    private static final Router ROUTER =
            Router.of(Policy.bundled(), PriceList.bundled(), Requests.tiers());
    private static final RoutingRequest EASY = ask("Say hello.");
    private static final RoutingRequest HARD =
            ask("Prove that the square root of 5 is irrational, step by step.");

    @Test
    void explain_everyKindOfRequest_saysWhatItSaid() throws IOException {
        StringBuilder said = new StringBuilder();
        kinds().forEach((name, request) -> said.append(text(name, ROUTER.route(request, allUp()))));
        said.append(text("private, its tier down", ROUTER.route(mail(), down("v3"))));
        said.append(text("all down", ROUTER.route(EASY, down("v1", "v2", "v3"))));

        String file = System.getProperty("strata.golden", "");
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), said.toString());
        }
        assertTrue(kinds().size() + 2 >= 20);
        assertEquals(golden(), said.toString());
    }

    private static RoutingRequest mail() {
        return ask("Write to anna.smith@web.de");
    }

    private static Map<String, RoutingRequest> kinds() {
        TenantRules small = new TenantRules("small", Set.of("v1"), false, false);
        TenantRules closed = new TenantRules("closed", Set.of(), true, true);
        Map<String, RoutingRequest> kinds = new LinkedHashMap<>();
        kinds.put("easy", EASY);
        kinds.put("hard", HARD);
        kinds.put("easy in Chinese", ask("法国的首都是哪里？"));
        kinds.put("e-mail address", mail());
        kinds.put("not readable", ask("a\0b"));
        kinds.put("declared private", EASY.withSensitivity(Sensitivity.PRIVATE));
        kinds.put("declared public, yet private", mail().withSensitivity(Sensitivity.PUBLIC));
        kinds.put("tenant of one tier", RoutingRequest.of(small, Message.user("Say hello.")));
        kinds.put(
                "tenant of one public tier, private",
                RoutingRequest.of(small, Message.user("a@b.co")));
        kinds.put("tenant all private", RoutingRequest.of(closed, Message.user("Say hello.")));
        kinds.put("conversation private before", EASY.withFloor(ConversationFloor.PRIVATE));
        kinds.put("conversation hard before", EASY.withWishes(new Wishes("", Limits.NONE, 3)));
        kinds.put("pinned", EASY.withModel("v2"));
        kinds.put("pinned to public, private", mail().withModel("v1"));
        kinds.put("unknown model", EASY.withModel("gpt-x"));
        kinds.put("auto:quality", EASY.withModel("auto:quality"));
        kinds.put("latency", EASY.withObjective(Objective.LATENCY));
        kinds.put("too long", ask("x".repeat(200_000)));
        kinds.put("needs tools", EASY.withNeeds(Set.of(Capability.TOOLS)));
        kinds.put("profile medical", EASY.withWishes(new Wishes("medical", Limits.NONE, 1)));
        kinds.put("unknown profile", EASY.withWishes(new Wishes("none", Limits.NONE, 1)));
        kinds.put("cost ceiling", EASY.withWishes(new Wishes("", new Limits(12, 0, 0), 1)));
        kinds.put("ceiling no tier meets", EASY.withWishes(new Wishes("", new Limits(1, 0, 0), 1)));
        kinds.put("latency objective", EASY.withWishes(new Wishes("", new Limits(0, 90, 0), 1)));
        kinds.put("quality floor", EASY.withWishes(new Wishes("", new Limits(0, 0, .7), 1)));
        kinds.put("empty", ask(""));
        return kinds;
    }

    private static String text(String name, Route route) {
        StringBuilder text = new StringBuilder("== " + name + "\n");
        switch (route) {
            case Route.Serve serve -> text.append("serve ").append(serve.ladder());
            case Route.Refuse refuse -> text.append("refuse ").append(refuse.kind());
        }
        text.append(" %s %s%n   %s%n".formatted(route.code(), route.dataClass(), route.reason()));
        for (Verdict verdict : route.verdicts()) {
            // The score itself belongs to the difficulty model, which is trained anew.
            String finding = verdict.finding().replaceAll("\\(\\d\\.\\d\\d\\)", "(score)");
            text.append(
                    "   %s -> %s: %s%n".formatted(verdict.step(), verdict.allowedTiers(), finding));
        }
        for (Candidate candidate : route.candidates()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "   %s: quality %.1f, cost at most %.3f, first token after %.0f ms%s%n",
                            candidate.tier(),
                            candidate.quality(),
                            candidate.cost(),
                            candidate.firstTokenMillis(),
                            candidate.removedBy().isEmpty()
                                    ? ""
                                    : "; removed by "
                                            + candidate
                                                    .removedBy()
                                                    .replaceAll("\\(\\d\\.\\d\\d\\)", "(score)")));
        }
        return text.toString();
    }

    private static String golden() throws IOException {
        try (InputStream in = ExplainGoldenTest.class.getResourceAsStream("explain.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void explain_neverQuotesContent() {
        for (Route route :
                List.of(ROUTER.route(mail(), allUp()), ROUTER.route(mail(), down("v3")))) {
            assertTrue(!route.toString().contains("anna"), route.toString());
        }
    }
}
