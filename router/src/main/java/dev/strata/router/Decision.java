package dev.strata.router;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Policy;
import dev.strata.router.privacy.PrivacyFinding;
import dev.strata.router.privacy.PrivacyScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One decision in the making: each step narrows the allowed tiers and leaves a verdict. */
final class Decision {
    private static final int REMEMBERED_TURNS = 3;
    private static final TierHealth UNREPORTED = new TierHealth.Down("it has not reported");

    private final Policy policy;
    private final PrivacyScanner scanner;
    private final DifficultyModel model;
    private final List<TierProfile> tiers;
    private final RoutingRequest request;
    private final Map<String, TierHealth> health;
    private final List<Verdict> verdicts = new ArrayList<>();

    private List<TierProfile> allowed;
    private DataClass dataClass = DataClass.PRIVATE;
    private String privateWhy = "";
    private double difficulty;
    private ReasonCode preference = ReasonCode.DIFFICULTY_EASY;
    private int startRank;

    Decision(
            Policy policy,
            PrivacyScanner scanner,
            DifficultyModel model,
            List<TierProfile> tiers,
            RoutingRequest request,
            Map<String, TierHealth> health) {
        this.policy = policy;
        this.scanner = scanner;
        this.model = model;
        this.tiers = tiers;
        this.request = request;
        this.health = Map.copyOf(health);
        this.allowed = tiers;
    }

    Route decide() {
        narrowByTenant();
        boolean isTenantServed = !allowed.isEmpty();
        narrowByPrivacy();
        Optional<TierProfile> pin = pinned();
        if (!isAuto() && pin.isEmpty()) {
            return refuse(
                    Refusal.UNKNOWN_MODEL,
                    ReasonCode.UNKNOWN_MODEL,
                    "no tier or model has the name asked for: expected auto or one of "
                            + String.join(", ", knownNames()));
        }
        if (!isTenantServed
                || pin.filter(tier -> !request.tenant().allows(tier.name())).isPresent()) {
            return refuse(
                    Refusal.PERMISSION,
                    ReasonCode.TENANT_FORBIDS,
                    "tenant '%s' may not use the tier".formatted(request.tenant().tenant()));
        }
        if (allowed.isEmpty() || pin.filter(tier -> !mayRead(tier)).isPresent()) {
            return refusePrivate(pin);
        }
        pin.ifPresent(this::narrowToPin);
        Optional<Route> incapable = narrowByCapability();
        if (incapable.isPresent()) {
            return incapable.get();
        }
        List<TierProfile> able = allowed;
        scoreDifficulty(pin.isPresent());
        applyObjective();
        return chooseByHealth(able, pin.isPresent());
    }

    private void narrowByTenant() {
        keep(
                "tenant",
                tier -> request.tenant().allows(tier.name()),
                request.tenant().allowedTiers().isEmpty()
                        ? "the tenant may use every tier"
                        : "the tenant may use " + sorted(request.tenant().allowedTiers()));
    }

    private void narrowByPrivacy() {
        privateWhy = declaredPrivate();
        keep(
                "sensitivity",
                this::mayReadByDeclaration,
                privateWhy.isEmpty() ? request.sensitivity().words() : privateWhy);
        PrivacyFinding finding = scanner.scan(content(), asked());
        switch (finding) {
            case PrivacyFinding.Clean _ ->
                    dataClass = privateWhy.isEmpty() ? DataClass.PUBLIC : DataClass.PRIVATE;
            case PrivacyFinding.Sensitive _, PrivacyFinding.Unreadable _ ->
                    privateWhy = finding.words();
        }
        keep("privacy", this::mayRead, finding.words());
    }

    /** Why the content is private whatever it holds; empty where nothing says so. */
    private String declaredPrivate() {
        if (request.sensitivity() == Sensitivity.PRIVATE) {
            return request.sensitivity().words();
        }
        if (request.tenant().privateOnly()) {
            return "all content of the tenant is private";
        }
        if (request.floor() == ConversationFloor.PRIVATE) {
            return "an earlier turn of the conversation was private";
        }
        return isLostConversation()
                ? "what the tenant's callers declared of the conversation's earlier turns is lost"
                : "";
    }

    private boolean isLostConversation() {
        return request.floor() == ConversationFloor.UNKNOWN
                && request.tenant().reliesOnCaller()
                && request.sensitivity() == Sensitivity.UNSPECIFIED
                && request.messages().size() > 1;
    }

    /** All that a tier would read, but for the roles. */
    private List<String> content() {
        List<String> content = new ArrayList<>(request.besides());
        request.messages().forEach(message -> content.add(scanned(message)));
        return content;
    }

    /** What the user wrote, without the answers in between. */
    private List<String> asked() {
        return request.messages().stream()
                .filter(message -> message.role() == Message.Role.USER)
                .map(Decision::scanned)
                .toList();
    }

    private static String scanned(Message message) {
        return message.name().isEmpty()
                ? message.content()
                : message.name() + "\n" + message.content();
    }

    private boolean mayReadByDeclaration(TierProfile tier) {
        return privateWhy.isEmpty() || tier.zone() == Zone.PRIVATE;
    }

    private boolean mayRead(TierProfile tier) {
        return dataClass == DataClass.PUBLIC || tier.zone() == Zone.PRIVATE;
    }

    private Route refusePrivate(Optional<TierProfile> pin) {
        boolean hasPrivate = tiers.stream().anyMatch(tier -> tier.zone() == Zone.PRIVATE);
        if (pin.isEmpty() && !hasPrivate) {
            return refuse(
                    Refusal.UNAVAILABLE,
                    ReasonCode.PRIVATE_TIER_DOWN,
                    privateWhy + "; the mesh has no tier in the private zone");
        }
        String which =
                pin.map(tier -> "tier '" + tier.name() + "' is not in the private zone")
                        .orElse("the tenant may use no tier of the private zone");
        return refuse(
                Refusal.PRIVACY_FORBIDS, ReasonCode.PRIVACY_FORBIDS, privateWhy + "; " + which);
    }

    private void narrowToPin(TierProfile pin) {
        keep("model", pin::equals, "the caller asks for tier '" + pin.name() + "'");
    }

    private Optional<Route> narrowByCapability() {
        keep(
                "capability",
                tier -> tier.capabilities().containsAll(request.needs()),
                request.needs().isEmpty()
                        ? "nothing special is needed"
                        : "needed: " + sorted(request.needs()));
        if (allowed.isEmpty()) {
            return Optional.of(
                    refuse(
                            Refusal.CAPABILITY_MISSING,
                            ReasonCode.CAPABILITY_MISSING,
                            "no tier that may answer can do what is needed: "
                                    + sorted(request.needs())));
        }
        long bytes = 0;
        for (Message message : request.messages()) {
            bytes += message.content().getBytes(StandardCharsets.UTF_8).length;
        }
        long total = bytes;
        TierProfile widest = allowed.getLast();
        keep(
                "capability",
                tier -> tokens(tier, total) <= tier.contextTokens(),
                "about " + tokens(widest, total) + " tokens of prompt and answer");
        return allowed.isEmpty()
                ? Optional.of(
                        refuse(
                                Refusal.CONTEXT_EXCEEDED,
                                ReasonCode.CONTEXT_EXCEEDED,
                                "prompt and answer are too long for the tiers that may answer: about %d tokens; shorten the prompt or lower max_tokens"
                                        .formatted(tokens(widest, total))))
                : Optional.empty();
    }

    private long tokens(TierProfile tier, long bytes) {
        return policy.capability().promptTokens(tier.name(), bytes, request.messages().size())
                + request.maxTokens();
    }

    private void scoreDifficulty(boolean isPinned) {
        difficulty = difficultyOfTurns();
        Policy.Difficulty rules = policy.difficulty();
        int wanted = isPinned ? 1 : rules.startRank(difficulty);
        preference =
                difficulty < rules.easyBelow()
                        ? ReasonCode.DIFFICULTY_EASY
                        : difficulty < rules.hardFrom()
                                ? ReasonCode.DIFFICULTY_MIDDLE
                                : ReasonCode.DIFFICULTY_HARD;
        startRank = Math.min(wanted, allowed.getLast().rank());
        prefer("difficulty", preference.words() + " (" + twoDigits(difficulty) + ")");
    }

    /** A follow-up is as hard as the turns that it follows. */
    private double difficultyOfTurns() {
        List<Message> asked =
                request.messages().stream().filter(m -> m.role() == Message.Role.USER).toList();
        List<Message> judged = asked.isEmpty() ? request.messages() : asked;
        return judged.subList(Math.max(0, judged.size() - REMEMBERED_TURNS), judged.size()).stream()
                .mapToDouble(message -> model.score(message.content()))
                .max()
                .orElse(1);
    }

    private Objective objective() {
        return request.objective().orElse(policy.objective());
    }

    private void applyObjective() {
        switch (objective()) {
            case COST -> prefer("objective", "cost: an unsure answer is handed up");
            case LATENCY -> prefer("objective", "latency: one tier answers at once");
            case QUALITY -> {
                if (startRank < allowed.getLast().rank()) {
                    startRank = allowed.getLast().rank();
                    preference = ReasonCode.OBJECTIVE_QUALITY;
                }
                prefer("objective", "quality: the highest tier answers");
            }
        }
    }

    /** Below the wanted rank a tier stays allowed only as what is left when all above are down. */
    private void prefer(String step, String finding) {
        keep(step, tier -> policy.degrade() || tier.rank() >= startRank, finding);
    }

    private Route chooseByHealth(List<TierProfile> able, boolean isPinned) {
        List<TierProfile> wanted = allowed.stream().filter(t -> t.rank() >= startRank).toList();
        List<TierProfile> ladder = HealthView.preferred(wanted, this::health);
        boolean isDegraded = ladder.isEmpty();
        if (isDegraded) {
            ladder = HealthView.highestUp(allowed, this::health);
        }
        if (objective() == Objective.LATENCY && !ladder.isEmpty()) {
            ladder = ladder.subList(0, 1);
        }
        keep("health", ladder::contains, HealthView.words(able, this::health));
        if (ladder.isEmpty()) {
            return refuseDown();
        }
        ReasonCode code = code(ladder.getFirst(), wanted.getFirst(), isPinned, isDegraded);
        return new Route.Serve(
                names(ladder),
                names(able),
                dataClass,
                difficulty,
                1,
                isDegraded,
                code,
                reason(code, ladder.getFirst()),
                verdicts);
    }

    private Route refuseDown() {
        boolean isPrivate = dataClass == DataClass.PRIVATE;
        return refuse(
                Refusal.UNAVAILABLE,
                isPrivate ? ReasonCode.PRIVATE_TIER_DOWN : ReasonCode.TIERS_DOWN,
                isPrivate
                        ? privateWhy + "; no private tier that may answer is up"
                        : "no tier that may answer is up; try again later");
    }

    private ReasonCode code(
            TierProfile first, TierProfile wanted, boolean isPinned, boolean isDegraded) {
        if (isPinned) {
            return ReasonCode.PINNED;
        }
        if (isDegraded) {
            return ReasonCode.HEALTH_DEGRADED;
        }
        if (dataClass == DataClass.PRIVATE) {
            return ReasonCode.PRIVATE_CONTENT;
        }
        return first.equals(wanted) ? preference : ReasonCode.HEALTH_UP;
    }

    private String reason(ReasonCode code, TierProfile first) {
        String why = code == ReasonCode.PRIVATE_CONTENT ? privateWhy : code.words();
        return why + ": tier '" + first.name() + "'";
    }

    private boolean isAuto() {
        return request.model().isBlank() || request.model().equalsIgnoreCase("auto");
    }

    private Optional<TierProfile> pinned() {
        String name = request.model();
        return isAuto()
                ? Optional.empty()
                : tiers.stream()
                        .filter(t -> t.name().equals(name) || t.model().equalsIgnoreCase(name))
                        .findFirst();
    }

    private List<String> knownNames() {
        return tiers.stream().flatMap(t -> List.of(t.name(), t.model()).stream()).toList();
    }

    private TierHealth health(TierProfile tier) {
        return health.getOrDefault(tier.name(), UNREPORTED);
    }

    private void keep(String step, Predicate<TierProfile> kept, String finding) {
        allowed = allowed.stream().filter(kept).toList();
        verdicts.add(new Verdict(step, finding, names(allowed)));
    }

    private Route refuse(Refusal kind, ReasonCode code, String words) {
        return new Route.Refuse(kind, dataClass, code, words, verdicts);
    }

    /** Words are made for every request: this costs a tenth of a formatter. */
    private static String twoDigits(double share) {
        long hundredths = Math.round(share * 100);
        return hundredths / 100 + (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
    }

    private static List<String> names(List<TierProfile> profiles) {
        return profiles.stream().map(TierProfile::name).toList();
    }

    private static String sorted(java.util.Collection<?> values) {
        return String.join(", ", values.stream().map(Object::toString).sorted().toList());
    }
}
