package dev.strata.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.tenant.TenantListing;
import dev.strata.gateway.tenant.TenantSettings;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.seal.apikey.ApiKey;
import dev.strata.seal.apikey.KeyRing;
import dev.strata.seal.apikey.KnownScopes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The keys of the gateway's keys file, listed and changed; the file is the one that {@code ./strata
 * keys} works on. What was changed is in force when the call returns. Thread-safe; waits for a
 * disk.
 */
@Singleton
final class AdminKeys {
    private static final Logger LOG = Logger.getLogger(AdminKeys.class);
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_HOURS = 8_760;
    private static final int GRACE_HOURS = 24;

    private final Optional<Path> file;
    private final Tenants tenants;
    private final Mesh mesh;
    private final LiveFiles files;
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();

    AdminKeys(TenantSettings settings, Tenants tenants, ChatDesk desk, LiveFiles files) {
        this.file = settings.keysFile();
        this.tenants = tenants;
        this.mesh = desk.mesh();
        this.files = files;
    }

    /** All of them; never a key itself. */
    ObjectNode list() {
        ObjectNode listed = Json.object();
        ArrayNode keys = listed.putArray("keys");
        onFile(KeyRing::read).keys().forEach(key -> describe(keys.addObject(), key));
        return listed;
    }

    /** Makes one: {@code tenant}, {@code tiers}, {@code days}. */
    ObjectNode create(Fields body) {
        only(body, Set.of("tenant", "tiers", "days"));
        String tenant = body.text("tenant", "");
        Set<String> tiers = tiers(body);
        Optional<Duration> days =
                body.find("days").map(_ -> Duration.ofDays(within(body, "days", 0, 1, MOST_DAYS)));
        Instant now = clock.instant();
        require(tenant, tiers, "tenant");
        return made(ring -> ring.create(tenant, tiers, days.map(now::plus), random, now));
    }

    /** Makes one in another's place: {@code grace_hours}. */
    ObjectNode rotate(String id, Fields body) {
        only(body, Set.of("grace_hours"));
        Duration grace = Duration.ofHours(within(body, "grace_hours", GRACE_HOURS, 0, MOST_HOURS));
        return made(ring -> known(ring, id).rotate(id, grace, random, clock.instant()));
    }

    /** Ends one at once. */
    ObjectNode revoke(String id, Fields body) {
        only(body, Set.of());
        return changed(id, key -> key.endingAt(clock.instant()));
    }

    /** Says which of its tenant's tiers one may use: {@code tiers}; an empty array for all. */
    ObjectNode scope(String id, Fields body) {
        only(body, Set.of("tiers"));
        if (body.find("tiers").isEmpty()) {
            throw body.wrong("tiers", "is missing", "an array, empty for all tiers", "none");
        }
        Set<String> tiers = tiers(body);
        return changed(
                id,
                key -> {
                    require(key.tenant(), tiers, "tiers");
                    return key.scopedTo(tiers);
                });
    }

    private interface Making {
        KeyRing.Made make(KeyRing ring);
    }

    private ObjectNode made(Making making) {
        ObjectNode answer = Json.object();
        change(ring -> {
            KeyRing.Made made = making.make(ring);
            describe(answer, made.key()).put("key", made.secret());
            return made.ring();
        });
        LOG.infof(
                "admin: key %s of tenant %s was made", text(answer, "id"), text(answer, "tenant"));
        return answer;
    }

    private ObjectNode changed(String id, UnaryOperator<ApiKey> change) {
        ObjectNode answer = Json.object();
        change(ring -> {
            KeyRing after = known(ring, id).with(id, change);
            describe(answer, after.find(id).orElseThrow());
            return after;
        });
        LOG.infof("admin: key %s was changed", id);
        return answer;
    }

    private static String text(ObjectNode node, String name) {
        return node.path(name).asText();
    }

    private void change(UnaryOperator<KeyRing> change) {
        var _ =
                onFile(path -> {
                    KeyRing.change(path, change);
                    return path;
                });
        var _ = files.look();
    }

    private <T> T onFile(Function<Path, T> work) {
        Path path =
                file.orElseThrow(() ->
                        Failure.of(
                                        ErrorReason.UNSUPPORTED,
                                        "keys have no file: expected strata.tenants.keys-file, got none; set it")
                                .exception());
        try {
            return work.apply(path);
        } catch (UncheckedIOException e) {
            throw Failure.of(
                            ErrorReason.PERMISSION_DENIED,
                            "%s; change it where it is mounted from, or make its folder writable"
                                    .formatted(e.getMessage()))
                    .exception();
        } catch (IllegalArgumentException e) {
            // What the file says cannot be used.
            throw Failure.of(ErrorReason.UNSUPPORTED, String.valueOf(e.getMessage())).exception();
        }
    }

    private static KeyRing known(KeyRing ring, String id) {
        if (ring.find(id).isEmpty()) {
            throw Failure.of(
                            ErrorReason.NOT_FOUND,
                            "key '%s' is unknown: expected one that GET /admin/v1/keys lists; correct it"
                                    .formatted(id))
                    .exception();
        }
        return ring;
    }

    private void require(String tenant, Set<String> tiers, String field) {
        KnownScopes known =
                new KnownScopes(
                        tenants.listing().stream()
                                .map(TenantListing::tenant)
                                .collect(
                                        Collectors.toMap(
                                                owner -> owner.id(),
                                                owner -> owner.rules().allowedTiers())),
                        mesh.health().keySet());
        try {
            known.require(tenant, tiers, "correct it or add it to strata.tenants.file");
        } catch (IllegalArgumentException e) {
            throw Failure.field(field, String.valueOf(e.getMessage())).exception();
        }
    }

    private ObjectNode describe(ObjectNode into, ApiKey key) {
        into.put("id", key.id()).put("tenant", key.tenant());
        ArrayNode tiers = into.putArray("tiers");
        new TreeSet<>(key.tiers()).forEach(tiers::add);
        return into.put("created", key.created().toString())
                .put("ends", key.ends().map(Instant::toString).orElse("never"))
                .put("in_force", !key.hasEnded(clock.instant()));
    }

    private static Set<String> tiers(Fields body) {
        JsonNode list = body.find("tiers").orElse(null);
        Set<String> tiers = new HashSet<>();
        if (list == null) {
            return tiers;
        }
        if (!list.isArray()) {
            throw body.wrongType("tiers", "an array of names", list);
        }
        for (JsonNode tier : list) {
            if (!tier.isTextual()) {
                throw body.wrongType("tiers[" + tiers.size() + "]", "a name", tier);
            }
            tiers.add(tier.textValue());
        }
        return tiers;
    }

    private static int within(Fields body, String name, int otherwise, int least, int most) {
        int value = body.integer(name, otherwise);
        if (value < least || value > most) {
            throw body.wrong(name, "is out of range", least + " to " + most, "" + value);
        }
        return value;
    }

    /** Neither a misspelt name nor null may read as none: a key without tiers may use them all. */
    private static void only(Fields body, Set<String> names) {
        body.object()
                .properties()
                .forEach(field -> {
                    if (!names.contains(field.getKey())) {
                        throw refused(body, names);
                    }
                    if (field.getValue().isNull()) {
                        throw body.wrong(
                                field.getKey(), "is null", "a value, or no such field", "null");
                    }
                });
    }

    private static GatewayException refused(Fields body, Set<String> names) {
        return body.wrong(
                "body", "has an unknown field", "some of " + new TreeSet<>(names), "another");
    }
}
