package dev.strata.router;

import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One decision in the making: each step narrows the allowed tiers and leaves a verdict. */
final class Decision {
    private static final TierHealth UNREPORTED = new TierHealth.Down("it has not reported");

    private final Router.Snapshot snapshot;
    private final RoutingRequest request;
    private final Map<String, TierHealth> health;
    private final Candidates candidates;
    private final Asked asked;
    private final Optional<Profile> profile;
    private final Optional<Profile> tenantProfile;
    private final DifficultyStep difficulty;
    private final Predictions predicted;
    private final double draw;
    private PrivacyStep privacy = new PrivacyStep(DataClass.PRIVATE, "");

    Decision(
            Router.Snapshot snapshot,
            RoutingRequest request,
            Map<String, TierHealth> health,
            double draw) {
        this.snapshot = snapshot;
        this.draw = draw;
        this.request = request;
        this.health = Map.copyOf(health);
        this.candidates = new Candidates(snapshot.tiers());
        this.asked = Asked.of(request.model(), snapshot.tiers());
        this.profile = OwnerStep.profile(snapshot.policy(), request);
        this.tenantProfile = OwnerStep.tenantProfile(snapshot.policy(), request);
        this.difficulty =
                DifficultyStep.of(
                        request,
                        snapshot.difficulty(),
                        snapshot.policy().difficulty(),
                        snapshot.tiers());
        this.predicted =
                new Predictions(snapshot.policy(), snapshot.prices(), request, difficulty.score());
    }

    Route decide() {
        OwnerStep.narrow(candidates, snapshot.policy(), request);
        boolean isServed = !candidates.isEmpty();
        privacy = PrivacyStep.narrow(candidates, snapshot.scanner(), request);
        Optional<Route> forbidden = isServed ? refuseByOwner() : Optional.of(refuseTenant());
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        asked.pin()
                .ifPresent(pin ->
                        candidates.keep(
                                "model",
                                pin::equals,
                                "the caller asks for tier '" + pin.name() + "'"));
        OwnerStep.narrowByProfiles(candidates, snapshot.policy(), request);
        if (candidates.isEmpty()) {
            return refuse(
                    Refusal.POLICY_FORBIDS,
                    ReasonCode.POLICY_FORBIDS,
                    "profile '%s' leaves no tier that may answer"
                            .formatted(
                                    profile.isPresent()
                                            ? request.profile()
                                            : snapshot.policy()
                                                    .tenantProfiles()
                                                    .getOrDefault(request.tenant().tenant(), "")));
        }
        Optional<CapabilityStep.Missing> missing =
                CapabilityStep.narrow(candidates, snapshot.policy().capability(), request);
        if (missing.isPresent()) {
            return refuse(missing.get().kind(), missing.get().code(), missing.get().words());
        }
        List<TierProfile> mayAnswer = candidates.left();
        LimitsStep.narrow(candidates, limits(), predicted);
        if (candidates.isEmpty()) {
            return refuse(
                    Refusal.LIMITS_UNMET,
                    ReasonCode.LIMITS_UNMET,
                    LimitsStep.unmet(mayAnswer, limits(), predicted));
        }
        return new HealthStep(candidates.left(), start()).choose();
    }

    private Optional<Route> refuseByOwner() {
        if (asked.isUnknown()) {
            return Optional.of(
                    refuse(
                            Refusal.UNKNOWN_MODEL,
                            ReasonCode.UNKNOWN_MODEL,
                            "no tier or model has the name asked for: expected "
                                    + Asked.known(snapshot.tiers())));
        }
        if (!request.profile().isEmpty() && profile.isEmpty()) {
            return Optional.of(
                    refuse(
                            Refusal.UNKNOWN_PROFILE,
                            ReasonCode.UNKNOWN_PROFILE,
                            "no profile has the name asked for: expected one of "
                                    + Candidates.sorted(snapshot.policy().profiles().keySet())));
        }
        if (asked.pin().filter(tier -> !request.tenant().allows(tier.name())).isPresent()) {
            return Optional.of(refuseTenant());
        }
        return candidates.isEmpty()
                        || asked.pin().filter(tier -> !privacy.mayRead(tier)).isPresent()
                ? Optional.of(refusePrivate())
                : Optional.empty();
    }

    private Route refuseTenant() {
        return asked.isUnknown()
                ? refuseByOwner().orElseThrow()
                : refuse(
                        Refusal.PERMISSION,
                        ReasonCode.TENANT_FORBIDS,
                        "tenant '%s' may not use the tier".formatted(request.tenant().tenant()));
    }

    private Route refusePrivate() {
        boolean hasPrivate =
                snapshot.tiers().stream().anyMatch(tier -> tier.zone() == Zone.PRIVATE);
        if (asked.pin().isEmpty() && !hasPrivate) {
            return refuse(
                    Refusal.UNAVAILABLE,
                    ReasonCode.PRIVATE_TIER_DOWN,
                    privacy.why() + "; the mesh has no tier in the private zone");
        }
        String which =
                asked.pin()
                        .map(tier -> "tier '" + tier.name() + "' is not in the private zone")
                        .orElse("the tenant may use no tier of the private zone");
        return refuse(
                Refusal.PRIVACY_FORBIDS, ReasonCode.PRIVACY_FORBIDS, privacy.why() + "; " + which);
    }

    private Limits limits() {
        return request.limits()
                .within(profile.map(Profile::firstTokenMillis).orElse(0))
                .within(tenantProfile.map(Profile::firstTokenMillis).orElse(0));
    }

    private Objective objective() {
        return request.objective()
                .or(asked::objective)
                .or(() -> profile.flatMap(Profile::objective))
                .or(() -> tenantProfile.flatMap(Profile::objective))
                .orElse(snapshot.policy().objective());
    }

    /** Where to start among what is left, and why there. */
    private record Start(int rank, ReasonCode preference) {}

    private Start start() {
        int largest = candidates.largest().rank();
        int wanted = asked.pin().isPresent() ? 1 : difficulty.rank();
        Start start = new Start(Math.min(wanted, largest), difficulty.code());
        prefer("difficulty", start.rank(), difficulty.words());
        int needed = Math.min(request.neededRank(), largest);
        if (asked.pin().isEmpty() && needed > start.rank()) {
            start = new Start(needed, ReasonCode.CONVERSATION_FLOOR);
            prefer("conversation", needed, "an earlier turn needed rank " + request.neededRank());
        }
        if (objective() == Objective.QUALITY && start.rank() < largest) {
            start = new Start(largest, ReasonCode.OBJECTIVE_QUALITY);
        }
        prefer("objective", start.rank(), LimitsStep.words(objective()));
        return start;
    }

    /** Below the wanted rank a tier stays allowed only as what is left when all above are down. */
    private void prefer(String step, int rank, String finding) {
        boolean mayDegrade = snapshot.policy().degrade();
        candidates.keep(step, tier -> mayDegrade || tier.rank() >= rank, finding);
    }

    /** The last step: which of the wanted tiers are up. */
    private final class HealthStep {
        private final List<TierProfile> able;
        private final Start start;

        HealthStep(List<TierProfile> able, Start start) {
            this.able = able;
            this.start = start;
        }

        Route choose() {
            List<TierProfile> wanted =
                    candidates.left().stream().filter(t -> t.rank() >= start.rank()).toList();
            List<TierProfile> ladder = HealthView.preferred(wanted, Decision.this::health);
            List<TierProfile> ready = ladder;
            Optional<String> unmet =
                    wanted.stream()
                            .findFirst()
                            .filter(first -> !ready.contains(first))
                            .map(TierProfile::name);
            boolean isDegraded = ladder.isEmpty();
            if (isDegraded) {
                ladder = HealthView.highestUp(candidates.left(), Decision.this::health);
            }
            if (objective() == Objective.LATENCY && !ladder.isEmpty()) {
                ladder = ladder.subList(0, 1);
            }
            ladder = LimitsStep.affordable(ladder, limits(), predicted);
            if (ladder.isEmpty()) {
                candidates.keep(
                        "health", ladder::contains, HealthView.words(able, Decision.this::health));
                return refuseDown(unmet);
            }
            Exploration first = explore(ladder.getFirst(), isDegraded);
            if (first.isExplored()) {
                ladder = LimitsStep.affordable(upFrom(first.tier().rank()), limits(), predicted);
            }
            candidates.keep(
                    "health", ladder::contains, HealthView.words(able, Decision.this::health));
            ReasonCode code =
                    first.isExplored()
                            ? ReasonCode.EXPLORED
                            : code(ladder.getFirst(), wanted.getFirst(), isDegraded);
            return new Route.Serve(
                    Candidates.names(ladder),
                    Candidates.names(able),
                    privacy.dataClass(),
                    difficulty.prompt(),
                    first.propensity(),
                    isDegraded,
                    code,
                    reason(code, ladder.getFirst()),
                    candidates.verdicts(),
                    predicted.candidates(snapshot.tiers(), candidates),
                    unmet);
        }

        /**
         * Only where difficulty alone decides on public content, and never below what the
         * conversation needed. Every tier that is left here may answer: what an owner, privacy,
         * capability or a limit took away stays away.
         */
        private Exploration explore(TierProfile preferred, boolean isDegraded) {
            boolean isOpen =
                    asked.pin().isEmpty()
                            && privacy.dataClass() == DataClass.PUBLIC
                            && objective() == Objective.COST
                            && start.preference() == difficulty.code()
                            && !isDegraded;
            return isOpen
                    ? Exploration.of(
                            preferred,
                            LimitsStep.eachAffordable(
                                    upFrom(request.neededRank()), limits(), predicted),
                            snapshot.policy().explorationShare(),
                            draw)
                    : Exploration.none(preferred);
        }

        private List<TierProfile> upFrom(int rank) {
            List<TierProfile> all =
                    candidates.left().stream().filter(t -> t.rank() >= rank).toList();
            return HealthView.preferred(all, Decision.this::health);
        }

        private ReasonCode code(TierProfile first, TierProfile wanted, boolean isDegraded) {
            if (asked.pin().isPresent()) {
                return ReasonCode.PINNED;
            }
            if (isDegraded) {
                return ReasonCode.HEALTH_DEGRADED;
            }
            if (privacy.dataClass() == DataClass.PRIVATE) {
                return ReasonCode.PRIVATE_CONTENT;
            }
            if (!first.equals(wanted)) {
                return ReasonCode.HEALTH_UP;
            }
            boolean isForced = able.getFirst().rank() > start.rank();
            return isForced ? ReasonCode.LIMITS_LEFT : start.preference();
        }
    }

    private Route refuseDown(Optional<String> unmet) {
        boolean isPrivate = privacy.dataClass() == DataClass.PRIVATE;
        return refuse(
                Refusal.UNAVAILABLE,
                isPrivate ? ReasonCode.PRIVATE_TIER_DOWN : ReasonCode.TIERS_DOWN,
                isPrivate
                        ? privacy.why() + "; no private tier that may answer is up"
                        : "no tier that may answer is up; try again later",
                unmet);
    }

    private String reason(ReasonCode code, TierProfile first) {
        String why = code == ReasonCode.PRIVATE_CONTENT ? privacy.why() : code.words();
        return why + ": tier '" + first.name() + "'";
    }

    private TierHealth health(TierProfile tier) {
        return health.getOrDefault(tier.name(), UNREPORTED);
    }

    private Route refuse(Refusal kind, ReasonCode code, String words) {
        return refuse(kind, code, words, Optional.empty());
    }

    private Route refuse(Refusal kind, ReasonCode code, String words, Optional<String> unmet) {
        return new Route.Refuse(
                kind,
                privacy.dataClass(),
                code,
                words,
                candidates.verdicts(),
                predicted.candidates(snapshot.tiers(), candidates),
                unmet);
    }
}
