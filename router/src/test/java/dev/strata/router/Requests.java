package dev.strata.router;

import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The default mesh, up and idle. */
final class Requests {
    static final TenantRules DEMO = TenantRules.open("demo");

    private Requests() {}

    static List<TierProfile> tiers() {
        return List.of(
                tier("v1", "SmolLM2-135M-Instruct", 1, Zone.PUBLIC, 8192),
                tier("v2", "Qwen2.5-Coder-0.5B-Instruct", 2, Zone.PUBLIC, 32768),
                tier("v3", "Qwen2.5-Coder-1.5B-Instruct", 3, Zone.PRIVATE, 32768));
    }

    static TierProfile tier(String name, String model, int rank, Zone zone, int context) {
        Price price = PriceList.bundled().of(name).orElse(new Price(1, 0, 1));
        return new TierProfile(
                name,
                model,
                rank,
                zone,
                context,
                Set.of(Capability.CHAT, Capability.LOGPROBS),
                price,
                Optional.empty());
    }

    static Map<String, TierHealth> allUp() {
        Map<String, TierHealth> health = new LinkedHashMap<>();
        for (TierProfile tier : tiers()) {
            health.put(tier.name(), new TierHealth.Up(0, 64));
        }
        return health;
    }

    static Map<String, TierHealth> down(String... names) {
        Map<String, TierHealth> health = allUp();
        for (String name : names) {
            health.put(name, new TierHealth.Down("it was stopped"));
        }
        return health;
    }

    static RoutingRequest ask(String content) {
        return RoutingRequest.of(DEMO, Message.user(content));
    }
}
