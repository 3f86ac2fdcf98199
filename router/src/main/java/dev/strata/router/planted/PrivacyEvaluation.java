package dev.strata.router.planted;

import static java.util.stream.Collectors.toMap;

import dev.strata.router.Capability;
import dev.strata.router.DataClass;
import dev.strata.router.Message;
import dev.strata.router.Route;
import dev.strata.router.Router;
import dev.strata.router.RoutingRequest;
import dev.strata.router.TenantRules;
import dev.strata.router.TierHealth;
import dev.strata.router.TierProfile;
import dev.strata.router.Zone;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a router keeps planted private data from public tiers, and ordinary prompts open. */
public final class PrivacyEvaluation {
    private static final int CONTEXT = 1 << 20;

    private final Router router;
    private final Map<String, Zone> zones;
    private final Map<String, TierHealth> health;

    private PrivacyEvaluation(Router router) {
        this.router = router;
        this.zones = router.tiers().stream().collect(toMap(TierProfile::name, TierProfile::zone));
        this.health =
                router.tiers().stream()
                        .collect(toMap(TierProfile::name, _ -> new TierHealth.Up(0, 64)));
    }

    /** An evaluation of the bundled policy with the words and the expression that are planted. */
    public static PrivacyEvaluation standard() {
        String named =
                "privacy: {words: ['%s'], patterns: ['%s']}"
                        .formatted(
                                String.join("', '", PlantedPrompts.WORDS), PlantedPrompts.PATTERN);
        return of(new SettingsText("evaluation", named));
    }

    /** An evaluation of a policy over two public tiers and a private one, all of them up. */
    public static PrivacyEvaluation of(SettingsText policy) {
        return new PrivacyEvaluation(
                Router.of(
                        Policy.of(policy),
                        PriceList.bundled(),
                        List.of(
                                tier("v1", 1, Zone.PUBLIC),
                                tier("v2", 2, Zone.PUBLIC),
                                tier("v3", 3, Zone.PRIVATE))));
    }

    private static TierProfile tier(String name, int rank, Zone zone) {
        return new TierProfile(
                name,
                name,
                rank,
                zone,
                CONTEXT,
                Set.of(Capability.CHAT),
                new Price(rank, 0, rank),
                Optional.empty());
    }

    /** The prompts that a public tier could answer. */
    public List<PlantedPrompt> leaked(List<PlantedPrompt> planted) {
        return planted.stream().filter(prompt -> reachesPublic(prompt.messages())).toList();
    }

    /** The prompts that count as private. */
    public List<String> alarms(List<String> prompts) {
        return prompts.stream().filter(prompt -> isPrivate(List.of(Message.user(prompt)))).toList();
    }

    private boolean reachesPublic(List<Message> messages) {
        return switch (route(messages)) {
            case Route.Serve serve ->
                    serve.allowedTiers().stream().anyMatch(name -> zones.get(name) != Zone.PRIVATE);
            case Route.Refuse _ -> false;
        };
    }

    private boolean isPrivate(List<Message> messages) {
        return route(messages).dataClass() == DataClass.PRIVATE;
    }

    private Route route(List<Message> messages) {
        TenantRules tenant = TenantRules.open("evaluation");
        return router.route(RoutingRequest.of(tenant, messages.toArray(Message[]::new)), health);
    }
}
