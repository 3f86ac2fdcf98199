package dev.strata.cli.keys;

import dev.strata.cli.home.Checkout;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import dev.strata.seal.apikey.KnownScopes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The tenants and tiers that a gateway knows: a key for any other would let nobody in, and its
 * owner would learn it from a refused request.
 */
final class KnownCallers {
    @Option(
            names = "--tenants",
            paramLabel = "FILE",
            description = "The gateway's strata.tenants.file (default: the one of this checkout).")
    private @Nullable Path tenantsFile;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description =
                    "The gateway's strata.prices.file, which names its tiers (default: the one that comes with it).")
    private @Nullable Path pricesFile;

    /**
     * Checks that a key of {@code tenant} for {@code scope} would let somebody in.
     *
     * @param scope empty for all of the tenant's tiers
     * @throws IllegalArgumentException naming the first name that is not known
     */
    void require(String tenant, Set<String> scope) {
        Path file = file();
        new KnownScopes(tenants(file), tiers())
                .require(
                        tenant,
                        scope,
                        "correct it, add it to '%s', or name the gateway's own file with --tenants"
                                .formatted(file));
    }

    private Path file() {
        Path named = tenantsFile;
        return named == null
                ? Checkout.ofEnvironment().built("gateway/src/main/resources/tenants.yaml")
                : named;
    }

    /**
     * By id, the tiers that each names; none means all. What else stands there is the gateway's.
     */
    private static Map<String, Set<String>> tenants(Path file) {
        Map<String, Set<String>> tenants = new TreeMap<>();
        for (Settings tenant : Settings.of(SettingsText.read(file)).listed("tenants")) {
            tenants.put(
                    tenant.text("id"),
                    tenant.has("tiers") ? Set.copyOf(tenant.texts("tiers")) : Set.of());
        }
        return tenants;
    }

    /** A gateway does not start where one of its tiers has no price. */
    private Set<String> tiers() {
        Path named = pricesFile;
        return (named == null ? PriceList.bundled() : PriceList.load(named)).prices().keySet();
    }
}
