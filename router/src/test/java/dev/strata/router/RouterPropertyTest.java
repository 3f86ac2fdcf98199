package dev.strata.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What holds of every route, shown on many random requests, meshes, healths and policies. */
class RouterPropertyTest {
    private static final int CASES = 3000;
    private static final List<String> PRIVATE =
            List.of(
                    "mail anna@web.de",
                    "卡号 4111 1111 1111 1111",
                    "身份证号 11010519491231002X",
                    "broken \ud800 text",
                    "ssn 536-22-8726");
    private static final List<String> ORDINARY =
            List.of("Say hello.", "证明根号三是无理数。", "What is 2 + 3?", "Write a parser in Rust.", "");

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);

    @Test
    void route_anyRequest_keepsPrivateContentInPrivateZone() {
        for (int i = 0; i < CASES; i++) {
            List<TierProfile> tiers = tiers();
            Router router = Router.of(policy(), PriceList.bundled(), tiers);
            RoutingRequest request = request(tiers);
            Route route = router.route(request, health(tiers), random.nextDouble() / 10);
            boolean isPrivate =
                    request.messages().stream().anyMatch(m -> PRIVATE.contains(m.content()))
                            || request.sensitivity() == Sensitivity.PRIVATE
                            || request.tenant().privateOnly()
                            || request.floor() == ConversationFloor.PRIVATE;

            assertNarrowing(route);
            assertQuotesNothing(route, request);
            if (isPrivate) {
                assertEquals(DataClass.PRIVATE, route.dataClass(), request.toString());
            }
            if (route instanceof Route.Serve serve) {
                assertLadder(serve, tiers, request, isPrivate);
            }
        }
    }

    private static void assertLadder(
            Route.Serve serve, List<TierProfile> tiers, RoutingRequest request, boolean isPrivate) {
        Map<String, TierProfile> byName = new HashMap<>();
        tiers.forEach(tier -> byName.put(tier.name(), tier));
        int rank = 0;
        for (String name : serve.ladder()) {
            TierProfile tier = byName.get(name);
            assertTrue(!isPrivate || tier.zone() == Zone.PRIVATE, request + " gave " + serve);
            assertTrue(request.tenant().allows(name), request + " gave " + serve);
            assertTrue(serve.allowedTiers().contains(name), request + " gave " + serve);
            assertTrue(tier.rank() > rank, "a ladder goes up: " + serve);
            rank = tier.rank();
        }
    }

    private static void assertNarrowing(Route route) {
        for (int i = 1; i < route.verdicts().size(); i++) {
            List<String> before = route.verdicts().get(i - 1).allowedTiers();
            List<String> after = route.verdicts().get(i).allowedTiers();
            assertTrue(new HashSet<>(before).containsAll(after), route.verdicts().toString());
        }
    }

    private static void assertQuotesNothing(Route route, RoutingRequest request) {
        String words = route.reason() + route.verdicts();
        for (Message message : request.messages()) {
            assertTrue(message.content().length() < 5 || !words.contains(message.content()), words);
        }
    }

    private RoutingRequest request(List<TierProfile> tiers) {
        List<Message> messages = new ArrayList<>();
        int turns = 1 + random.nextInt(3);
        for (int i = 0; i < turns; i++) {
            String content = pick(random.nextInt(4) == 0 ? PRIVATE : ORDINARY);
            messages.add(new Message(pick(List.of(Message.Role.values())), content, ""));
        }
        List<String> names = new ArrayList<>(List.of("auto", "", "auto", "nobody"));
        tiers.forEach(tier -> names.add(tier.name()));
        Set<String> allowed = new HashSet<>();
        tiers.forEach(tier -> addSometimes(allowed, tier.name()));
        return new RoutingRequest(
                messages,
                pick(names),
                1 + random.nextInt(3000),
                random.nextInt(5) == 0 ? Set.of(Capability.TOOLS) : Set.of(),
                pick(List.of(Sensitivity.values())),
                random.nextBoolean()
                        ? Optional.of(pick(List.of(Objective.values())))
                        : Optional.empty(),
                new TenantRules("t", allowed, random.nextInt(6) == 0, random.nextBoolean()),
                pick(List.of(ConversationFloor.values())),
                List.of(),
                new RoutingRequest.Wishes(
                        pick(List.of("", "", "finance", "medical", "realtime", "nobody")),
                        pick(
                                List.of(
                                        Limits.NONE,
                                        new Limits(20, 0, 0),
                                        new Limits(0, 400, 0),
                                        new Limits(0, 0, .5))),
                        1 + random.nextInt(4)));
    }

    private void addSometimes(Set<String> names, String name) {
        if (random.nextInt(3) == 0) {
            names.add(name);
        }
    }

    private List<TierProfile> tiers() {
        List<TierProfile> tiers = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            Zone zone = pick(List.of(Zone.values()));
            tiers.add(Requests.tier("v" + i, "model-" + i, i, zone, 512 << random.nextInt(6)));
        }
        return tiers;
    }

    private Map<String, TierHealth> health(List<TierProfile> tiers) {
        Map<String, TierHealth> health = new HashMap<>();
        for (TierProfile tier : tiers) {
            switch (random.nextInt(5)) {
                case 0 -> health.put(tier.name(), new TierHealth.Down("stopped"));
                case 1 -> health.put(tier.name(), new TierHealth.Degraded("slow"));
                case 2 -> health.put(tier.name(), new TierHealth.Up(9, 9));
                case 3 -> health.put(tier.name(), new TierHealth.Up(0, 9));
                default -> {
                    // It has not reported.
                }
            }
        }
        return health;
    }

    private Policy policy() {
        String yaml =
                "degrade: %s\nobjective: %s\nexploration: {share: 0.05}\ndifficulty: {easy-below: 0.%d}"
                        .formatted(
                                random.nextBoolean(),
                                pick(List.of("cost", "latency", "quality")),
                                random.nextInt(6));
        return Policy.of(new SettingsText("random.yaml", yaml));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
