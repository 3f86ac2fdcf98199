package dev.strata.gateway.chat;

import dev.strata.gateway.promote.Learned;
import dev.strata.gateway.promote.Mixture;
import dev.strata.gateway.promote.Rollout;
import dev.strata.gateway.tier.ModelIdentity;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierState;
import dev.strata.router.Route;
import dev.strata.router.Router;
import dev.strata.router.RoutingRequest;
import dev.strata.router.TenantRules;
import dev.strata.router.TierHealth;
import dev.strata.router.TierProfile;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.LiveCascade;
import dev.strata.router.policy.LivePolicy;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.LiveFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mesh as requests see it: tiers, prices and the router over them. A new router is made when a
 * tier's model or the policy changes, and swapped in whole. Thread-safe.
 */
public final class Mesh {
    private final TierDirectory directory;
    private final Map<String, Integer> ranks;
    private final LivePolicy policy;
    private final LiveFile<PriceList> prices;
    private final LiveCascade cascade;
    private final Rollout rollout;
    private volatile View view;

    /**
     * One consistent view; a request keeps the one it began with.
     *
     * @param prices of what its attempts use
     * @param cascade what judges answers
     * @param router of the promotion in force; empty while no tier has told what it runs
     * @param trial router of the promotion that is tried beside it
     */
    record View(
            long version,
            Policy policy,
            PriceList prices,
            Cascade cascade,
            Rollout.View learned,
            Optional<Router> router,
            Optional<Router> trial,
            Map<String, ModelIdentity> models) {

        /** The price of a configured tier. */
        Price price(String tier) {
            return prices.of(tier).orElseThrow();
        }

        /** The router in force. */
        Router requireRouter() {
            return router.orElseThrow(RouteFailure::noTier);
        }

        /**
         * Routes by the promotion in force, or by the one that is tried, which the request's id
         * decides.
         *
         * @param draw uniform, from 0 to under 1
         */
        Routed route(
                RoutingRequest request,
                Map<String, TierHealth> health,
                String requestId,
                double draw) {
            Router own = requireRouter();
            if (trial.isEmpty() || learned.trial().isEmpty()) {
                return new Routed(own.route(request, health, draw), own.policy().version());
            }
            double share = learned.share();
            boolean isTried = Rollout.place(learned.trial().get().generation(), requestId) < share;
            Router drawn = isTried ? trial.get() : own;
            Router other = isTried ? own : trial.get();
            Route route =
                    Mixture.of(
                            drawn.route(request, health, draw),
                            other.route(request, health),
                            isTried ? share : 1 - share,
                            policy.explorationShare());
            return new Routed(route, drawn.policy().version());
        }
    }

    /** A route, and the version of the policy that it was made under. */
    record Routed(Route route, String policyVersion) {}

    /**
     * A mesh over a directory of tiers.
     *
     * @param ranks of every tier, 1 the smallest
     * @param prices of every tier
     */
    public Mesh(
            TierDirectory directory,
            Map<String, Integer> ranks,
            LivePolicy policy,
            LiveFile<PriceList> prices,
            LiveCascade cascade,
            Rollout rollout) {
        this.directory = directory;
        this.ranks = Map.copyOf(ranks);
        this.policy = policy;
        this.prices = prices;
        this.cascade = cascade;
        this.rollout = rollout;
        this.view =
                build(
                        -1,
                        policy.policy(),
                        prices.value(),
                        cascade.cascade(),
                        rollout.view(),
                        Map.of());
    }

    /** What is in force now. */
    View view() {
        View seen = view;
        View fresh = view(seen, prices.value());
        if (fresh != seen) {
            view = fresh;
        }
        return fresh;
    }

    /** What is in force now, but for the prices: those of a request that began before. */
    View view(PriceList costs) {
        return view(view, costs);
    }

    /** The view {@code seen} where it is still that of now, else a new one. */
    private View view(View seen, PriceList costs) {
        long version = directory.modelsVersion();
        Policy now = policy.policy();
        Cascade judges = cascade.cascade();
        Rollout.View learned = rollout.view();
        if (seen.version() == version
                && seen.policy().equals(now)
                && seen.prices().version().equals(costs.version())
                && seen.cascade().equals(judges)
                && seen.learned().equals(learned)) {
            return seen;
        }
        return build(version, now, costs, judges, learned, directory.models());
    }

    private View build(
            long version,
            Policy rules,
            PriceList costs,
            Cascade judges,
            Rollout.View learned,
            Map<String, ModelIdentity> models) {
        List<TierProfile> profiles = new ArrayList<>();
        models.forEach((tier, model) ->
                profiles.add(
                        new TierProfile(
                                tier,
                                model.model(),
                                ranks.getOrDefault(tier, 1),
                                model.zone(),
                                model.contextTokens(),
                                model.capabilities(),
                                costs.of(tier).orElseThrow(),
                                judges.prior(modelOf(tier, model)))));
        Optional<Router> router =
                profiles.isEmpty()
                        ? Optional.empty()
                        : Optional.of(router(rules, costs, profiles, learned.champion()));
        Optional<Router> trial =
                router.flatMap(_ -> learned.trial())
                        .map(tried -> router(rules, costs, profiles, tried));
        return new View(version, rules, costs, judges, learned, router, trial, models);
    }

    private static Router router(
            Policy rules, PriceList costs, List<TierProfile> profiles, Learned learned) {
        return Router.of(learned.apply(rules), costs, profiles, learned.model());
    }

    /** The configured tiers, and the models that they run. */
    Set<String> modelNames() {
        Set<String> names = new HashSet<>(directory.names());
        view().models().values().forEach(model -> names.add(model.model()));
        return names;
    }

    /** The promotions, which learn from what becomes of requests. */
    public Rollout rollout() {
        return rollout;
    }

    /** What attempts cost now. */
    public PriceList prices() {
        return prices.value();
    }

    /** 1 is the smallest. */
    int rank(String tier) {
        return ranks.getOrDefault(tier, 1);
    }

    /** The most that an attempt can cost on any tier that {@code rules} allow. */
    double highestCost(
            PriceList prices, TenantRules rules, long promptTokens, int completionTokens) {
        return directory.names().stream()
                .filter(rules::allows)
                .mapToDouble(tier ->
                        prices.of(tier)
                                .orElseThrow()
                                .cost(Math.toIntExact(promptTokens), 0, completionTokens))
                .max()
                .orElse(0);
    }

    /** A tier's model as calibrations know it. */
    static Cascade.Model modelOf(String tier, ModelIdentity model) {
        return new Cascade.Model(tier, model.sha256(), model.precision());
    }

    TierDirectory directory() {
        return directory;
    }

    /** The tiers' health now, by name. */
    public Map<String, TierHealth> health() {
        return directory.health();
    }

    /** The price of the largest tier, against which savings are counted. */
    Price largestPrice(PriceList prices) {
        return prices.of(
                        directory.names().stream()
                                .max(Comparator.comparingInt(this::rank))
                                .orElseThrow())
                .orElseThrow();
    }

    /** True where the tier's confidence was measured on the very model that it runs. */
    boolean isCalibrated(String tier) {
        return directory
                .state(tier)
                .model()
                .filter(model -> cascade.cascade().isCalibrated(modelOf(tier, model)))
                .isPresent();
    }

    /** True where {@code tier} is configured but never told what it runs. */
    boolean isSilent(String tier) {
        return directory.names().contains(tier) && directory.state(tier).model().isEmpty();
    }

    /** True where any configured tier never told what it runs. */
    boolean anySilent() {
        return directory.names().stream().anyMatch(this::isSilent);
    }

    /** The configured tiers that never told what they run, of those that {@code rules} allow. */
    List<String> silent(View seen, TenantRules rules) {
        return directory.names().size() == seen.models().size()
                ? List.of()
                : directory.names().stream()
                        .filter(tier -> rules.allows(tier) && !seen.models().containsKey(tier))
                        .toList();
    }

    /** The tiers and what is known of them, smallest first. */
    public List<TierListing> listings() {
        PriceList now = prices.value();
        return directory.names().stream()
                .map(name -> new TierListing(directory.state(name), now.of(name).orElseThrow()))
                .sorted(Comparator.comparingInt(listing -> rank(listing.state().tier())))
                .toList();
    }

    /** One tier for a list. */
    public record TierListing(TierState state, Price price) {
        /** The adapters there that {@code rules} allow, by name. */
        public List<String> adapters(TenantRules rules) {
            return state.adapters().stream().filter(rules::allowsAdapter).toList();
        }
    }
}
