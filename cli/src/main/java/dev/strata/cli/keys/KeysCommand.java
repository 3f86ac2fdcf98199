package dev.strata.cli.keys;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.seal.apikey.ApiKey;
import dev.strata.seal.apikey.KeyRing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes, lists, rotates, revokes and scopes keys. A gateway that runs takes changes over at once.
 */
@Command(
        name = "keys",
        description = {
            "Makes and ends the keys that callers of the gateway show.",
            "Only a key's hash is kept: the key itself is shown once. A running gateway sees changes within a second."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class KeysCommand {
    @Spec private CommandSpec spec;

    /** Where the keys of a mesh on this machine are. */
    public static Path file(Path state) {
        return KeysFile.ofMesh(state);
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a key and shows it, once.")
    int create(
            @Mixin KeysFile file,
            @Mixin KnownCallers known,
            @Option(
                            names = "--tenant",
                            required = true,
                            paramLabel = "NAME",
                            description = "Whose key; a tenant of the gateway's tenants file.")
                    String tenant,
            @Option(
                            names = "--tiers",
                            split = ",",
                            paramLabel = "TIER",
                            description = "Tiers that it may use (default: all of the tenant's).")
                    @Nullable Set<String> tiers,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            description = "Days until it ends (default: it does not).")
                    @Nullable Integer days) {
        atLeast("--days", days == null ? 1 : days, 1);
        Set<String> scope = tiers == null ? Set.of() : tiers;
        known.require(tenant, scope);
        Instant now = Instant.now();
        Optional<Instant> ends = Optional.ofNullable(days).map(d -> now.plus(Duration.ofDays(d)));
        file.remark().ifPresent(spec.commandLine().getOut()::println);
        file.change(ring -> shown(ring.create(tenant, scope, ends, new SecureRandom(), now)));
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the keys; never the keys themselves.")
    int list(
            @Mixin KeysFile file,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json) {
        Table table = Table.of("id", "tenant", "tiers", "created", "ends", "in force");
        List<Map<String, Object>> keys = new ArrayList<>();
        for (ApiKey key : file.read().keys()) {
            String tiers =
                    key.tiers().isEmpty() ? "all" : String.join(",", new TreeSet<>(key.tiers()));
            String ends = key.ends().map(Instant::toString).orElse("never");
            boolean inForce = !key.hasEnded(Instant.now());
            table =
                    table.with(
                            key.id(),
                            key.tenant(),
                            tiers,
                            key.created().toString(),
                            ends,
                            inForce ? "yes" : "no");
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("id", key.id());
            object.put("tenant", key.tenant());
            object.put("tiers", new TreeSet<>(key.tiers()).stream().toList());
            object.put("created", key.created().toString());
            object.put("ends", ends);
            object.put("in_force", inForce);
            keys.add(object);
        }
        new Report("Keys", List.of(table), List.of("File: " + file.path()), Map.of("keys", keys))
                .print(out(), json);
        return 0;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Makes a key in another's place, which goes on for a grace.")
    int rotate(
            @Mixin KeysFile file,
            @Parameters(paramLabel = "ID", description = "The key to replace.") String id,
            @Option(
                            names = "--grace-hours",
                            paramLabel = "N",
                            defaultValue = "24",
                            description =
                                    "Hours until the old one ends (default ${DEFAULT-VALUE}).")
                    int grace) {
        atLeast("--grace-hours", grace, 0);
        Instant now = Instant.now();
        file.change(
                ring -> shown(ring.rotate(id, Duration.ofHours(grace), new SecureRandom(), now)));
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key at once.")
    int revoke(
            @Mixin KeysFile file,
            @Parameters(paramLabel = "ID", description = "The key to end.") String id) {
        Instant now = Instant.now();
        file.change(ring -> ring.with(id, key -> key.endingAt(now)));
        out().println("Key " + id + " has ended.");
        return 0;
    }

    @Command(
            name = "scope",
            mixinStandardHelpOptions = true,
            description = "Says which of its tenant's tiers a key may use.")
    int scope(
            @Mixin KeysFile file,
            @Mixin KnownCallers known,
            @Parameters(paramLabel = "ID", description = "The key to scope.") String id,
            @Option(
                            names = "--tiers",
                            split = ",",
                            paramLabel = "TIER",
                            description =
                                    "Tiers that it may use; without any, all of the tenant's.")
                    @Nullable Set<String> tiers) {
        Set<String> scope = tiers == null ? Set.of() : tiers;
        file.change(ring ->
                ring.with(
                        id,
                        key -> {
                            known.require(key.tenant(), scope);
                            return key.scopedTo(scope);
                        }));
        out().println(
                        "Key %s may use %s."
                                .formatted(
                                        id, scope.isEmpty() ? "all tiers" : new TreeSet<>(scope)));
        return 0;
    }

    private KeyRing shown(KeyRing.Made made) {
        out().println("Key %s of tenant %s:".formatted(made.key().id(), made.key().tenant()));
        out().println();
        out().println("  " + made.secret());
        out().println();
        out().println("Keep it: it is not shown again.");
        return made.ring();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void atLeast(String option, int got, int least) {
        if (got < least) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is out of range: expected at least %d, got %d; correct it"
                            .formatted(option, least, got));
        }
    }
}
