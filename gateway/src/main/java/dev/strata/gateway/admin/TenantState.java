package dev.strata.gateway.admin;

import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.TenantListing;
import dev.strata.gateway.tenant.Tenants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Tenants' keys and budgets as operators see them; no key is among it. Thread-safe. */
public final class TenantState {
    private final Tenants tenants;
    private final Budgets budgets;

    /** Of these tenants and what is known of their use. */
    public TenantState(Tenants tenants, Budgets budgets) {
        this.tenants = tenants;
        this.budgets = budgets;
    }

    /** By name. Completes always. */
    public CompletableFuture<List<Map<String, Object>>> now() {
        List<CompletableFuture<Map<String, Object>>> all =
                tenants.listing().stream().map(this::tenant).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(_ -> all.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Map<String, Object>> tenant(TenantListing listing) {
        Tenant tenant = listing.tenant();
        if (!tenant.limits().hasBudget()) {
            return CompletableFuture.completedFuture(shown(listing, List.of()));
        }
        return budgets.of(tenant.id())
                .handle((used, _) -> shown(listing, budgets(tenant, Optional.ofNullable(used))));
    }

    private static Map<String, Object> shown(
            TenantListing listing, List<Map<String, Object>> budgets) {
        Tenant tenant = listing.tenant();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("tenant", tenant.id());
        shown.put("open", listing.open());
        shown.put("tiers", new TreeSet<>(tenant.rules().allowedTiers()));
        shown.put("private_only", tenant.rules().privateOnly());
        shown.put("requests_per_minute", tenant.limits().requestsPerMinute());
        shown.put("tokens_per_minute", tenant.limits().tokensPerMinute());
        shown.put("concurrent_requests", tenant.limits().concurrentRequests());
        shown.put("budgets", budgets);
        shown.put("keys", listing.keys().stream().map(TenantState::key).toList());
        return shown;
    }

    /** Empty {@code used}: nobody can tell now. */
    private static List<Map<String, Object>> budgets(Tenant tenant, Optional<Budgets.Used> used) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (tenant.limits().tokensPerDay() > 0) {
            Optional<Double> tokens = used.map(known -> (double) known.tokensToday());
            all.add(budget("tokens today", tenant.limits().tokensPerDay(), tokens));
        }
        if (tenant.limits().costPerMonth() > 0) {
            Optional<Double> cost = used.map(Budgets.Used::costThisMonth);
            all.add(budget("cost this month", tenant.limits().costPerMonth(), cost));
        }
        return all;
    }

    private static Map<String, Object> budget(String name, double limit, Optional<Double> used) {
        Map<String, Object> shown = new LinkedHashMap<>(Map.of("name", name, "limit", limit));
        shown.put("known", used.isPresent());
        shown.put("used", used.orElse(0.0));
        shown.put("left", Math.max(0, limit - used.orElse(limit)));
        return shown;
    }

    private static Map<String, Object> key(TenantListing.Key key) {
        return Map.of(
                "id", key.id(),
                "hash", key.hash(),
                "tiers", new TreeSet<>(key.tiers()),
                "state", key.state().name(),
                "created", key.created().map(Instant::toEpochMilli).orElse(0L),
                "ends", key.ends().map(Instant::toEpochMilli).orElse(0L));
    }
}
