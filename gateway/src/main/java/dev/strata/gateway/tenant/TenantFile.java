package dev.strata.gateway.tenant;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.strata.router.TenantRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code tenants.yaml}; every problem is named by its path, and all of them at once. */
public final class TenantFile {
    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private record Book(int version, @Nullable List<Entry> tenants) {}

    private record Entry(
            @Nullable String id,
            boolean open,
            @Nullable List<Key> keys,
            @Nullable Set<String> tiers,
            @Nullable Set<String> adapters,
            @JsonProperty("private_only") boolean privateOnly,
            @JsonProperty("relies_on_caller") boolean reliesOnCaller,
            @Nullable List<String> consent,
            @Nullable String domain,
            @Nullable Limits limits) {}

    private record Key(@Nullable String id, @Nullable String sha256) {}

    private record Limits(
            @JsonProperty("requests_per_minute") int requestsPerMinute,
            @JsonProperty("tokens_per_minute") long tokensPerMinute,
            @JsonProperty("concurrent_requests") int concurrentRequests,
            @JsonProperty("tokens_per_day") long tokensPerDay,
            @JsonProperty("cost_per_month") double costPerMonth,
            @JsonProperty("budget_fails_open") boolean budgetFailsOpen,
            @Nullable String priority) {}

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Tenant> byKeyHash = new HashMap<>();
    private final Map<String, Tenant> byId = new HashMap<>();
    private Optional<Tenant> open = Optional.empty();

    private TenantFile() {}

    /** The tenants that come with Strata: one, {@code demo}, open to all. */
    public static TenantBook bundled() {
        return Bundled.BOOK;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final TenantBook BOOK = readBundled();
    }

    private static TenantBook readBundled() {
        try (InputStream stream = TenantFile.class.getResourceAsStream("/tenants.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("the bundled tenants.yaml is missing");
            }
            return read(
                    "the bundled tenants.yaml",
                    new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file of tenants.
     *
     * @throws IllegalArgumentException naming everything that is wrong in it
     */
    public static TenantBook load(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "strata.tenants.file '%s' cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        }
    }

    static TenantBook read(String name, String text) {
        Book book;
        try {
            book = YAML.readValue(text, Book.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "tenants file '%s' is not valid: %s".formatted(name, e.getOriginalMessage()),
                    e);
        }
        TenantFile file = new TenantFile();
        file.take(book);
        if (!file.problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "tenants file '%s' is not valid: %s"
                            .formatted(name, String.join("; ", file.problems)));
        }
        return new TenantBook(file.byId, file.byKeyHash, file.open);
    }

    private void take(@Nullable Book book) {
        if (book == null || book.tenants() == null || book.tenants().isEmpty()) {
            problems.add("tenants: expected at least one; add an entry with an id");
            return;
        }
        if (book.version() != 1) {
            problems.add("version: expected 1, got " + book.version());
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < book.tenants().size(); i++) {
            take("tenants[" + i + "]", book.tenants().get(i), ids);
        }
    }

    private void take(String path, Entry entry, List<String> ids) {
        String id = entry.id() == null ? "" : entry.id();
        if (!ID.matcher(id).matches()) {
            problems.add(
                    "%s.id: expected lower-case letters, digits, '.', '_' and '-', got '%s'"
                            .formatted(path, id));
        }
        if (ids.contains(id)) {
            problems.add("%s.id: '%s' stands there twice".formatted(path, id));
        }
        ids.add(id);
        Tenant tenant = tenant(path, id, entry);
        byId.put(id, tenant);
        if (entry.open()) {
            if (open.isPresent()) {
                problems.add("%s.open: only one tenant can be open to all".formatted(path));
            }
            open = Optional.of(tenant);
        }
        List<Key> keys = entry.keys() == null ? List.of() : entry.keys();
        for (int i = 0; i < keys.size(); i++) {
            takeKey("%s.keys[%d]".formatted(path, i), keys.get(i), tenant);
        }
    }

    private void takeKey(String path, Key key, Tenant tenant) {
        String sha256 = key.sha256() == null ? "" : key.sha256().toLowerCase(Locale.ROOT);
        if (!SHA256.matcher(sha256).matches()) {
            // Whatever stands there may be a key in the clear: it is not repeated.
            problems.add(path + ".sha256: expected 64 hex digits, the SHA-256 of the key");
        } else if (byKeyHash.putIfAbsent(sha256, tenant) != null) {
            problems.add(path + ".sha256: the same key stands there twice");
        }
    }

    private Tenant tenant(String path, String id, Entry entry) {
        Limits limits =
                entry.limits() == null ? new Limits(0, 0, 0, 0, 0, false, null) : entry.limits();
        if (limits.requestsPerMinute() < 0
                || limits.tokensPerMinute() < 0
                || limits.concurrentRequests() < 0
                || limits.tokensPerDay() < 0
                || !(limits.costPerMonth() >= 0)) {
            problems.add(path + ".limits: expected 0 (no limit) or more in each");
        }
        return new Tenant(
                id,
                new TenantRules(
                        id,
                        entry.tiers() == null ? Set.of() : entry.tiers(),
                        entry.privateOnly(),
                        entry.reliesOnCaller(),
                        Optional.ofNullable(entry.adapters())),
                consent(path, entry.consent()),
                entry.domain() == null ? "" : entry.domain(),
                new Tenant.Limits(
                        limits.requestsPerMinute(),
                        limits.tokensPerMinute(),
                        limits.concurrentRequests(),
                        limits.tokensPerDay(),
                        limits.costPerMonth(),
                        limits.budgetFailsOpen(),
                        priority(path, limits.priority())));
    }

    private Tenant.Priority priority(String path, @Nullable String word) {
        return switch (word == null ? "normal" : word) {
            case "low" -> Tenant.Priority.LOW;
            case "normal" -> Tenant.Priority.NORMAL;
            case "high" -> Tenant.Priority.HIGH;
            default -> {
                problems.add(
                        "%s.limits.priority: expected low, normal or high, got '%s'"
                                .formatted(path, word));
                yield Tenant.Priority.NORMAL;
            }
        };
    }

    private Set<Tenant.Purpose> consent(String path, @Nullable List<String> words) {
        EnumSet<Tenant.Purpose> purposes = EnumSet.noneOf(Tenant.Purpose.class);
        for (String word : words == null ? List.<String>of() : words) {
            switch (word) {
                case "serve" -> purposes.add(Tenant.Purpose.SERVE);
                case "eval" -> purposes.add(Tenant.Purpose.EVAL);
                case "train" -> purposes.add(Tenant.Purpose.TRAIN);
                default ->
                        problems.add(
                                "%s.consent: expected serve, eval or train, got '%s'"
                                        .formatted(path, word));
            }
        }
        return purposes;
    }
}
