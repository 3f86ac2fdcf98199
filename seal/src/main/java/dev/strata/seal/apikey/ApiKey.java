package dev.strata.seal.apikey;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is kept of a key: everything but the key.
 *
 * @param id names the key in lists and errors
 * @param tenant whose it is
 * @param sha256 of the key, lower-case hex
 * @param ends from when on it is refused; empty for never
 * @param tiers that it may use of its tenant's; empty for all of them
 */
public record ApiKey(
        String id,
        String tenant,
        String sha256,
        Instant created,
        Optional<Instant> ends,
        Set<String> tiers) {
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public ApiKey {
        requireNonNull(created, "created is null");
        requireNonNull(ends, "ends is null");
        tiers = Set.copyOf(tiers);
        require(WORD.matcher(id).matches(), "id", "a word of a-z, 0-9 and ._-");
        require(WORD.matcher(tenant).matches(), "tenant", "a word of a-z, 0-9 and ._-");
        // Whatever stands there may be a key in the clear: it is not repeated.
        require(SHA256.matcher(sha256).matches(), "sha256", "64 hex digits, the key's SHA-256");
        for (String tier : tiers) {
            require(WORD.matcher(tier).matches(), "tiers", "words of a-z, 0-9 and ._-");
        }
    }

    private static void require(boolean isRight, String field, String expected) {
        if (!isRight) {
            throw new IllegalArgumentException(
                    "key's %s is wrong: expected %s; correct it".formatted(field, expected));
        }
    }

    /** True where it is refused at {@code now}. */
    public boolean hasEnded(Instant now) {
        return ends.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The same, refused from {@code end} on; never later than before. */
    public ApiKey endingAt(Instant end) {
        Instant earlier = ends.filter(known -> known.isBefore(end)).orElse(end);
        return new ApiKey(id, tenant, sha256, created, Optional.of(earlier), tiers);
    }

    /** The same, for these tiers. */
    public ApiKey scopedTo(Set<String> scope) {
        return new ApiKey(id, tenant, sha256, created, ends, scope);
    }

    /** The form in which a key is stored: its SHA-256, lower-case hex. */
    public static String hash(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** One line of a {@link KeyRing}'s text. */
    String line() {
        return String.join(
                " ",
                id,
                tenant,
                sha256,
                created.toString(),
                ends.map(Instant::toString).orElse("-"),
                tiers.isEmpty() ? "*" : String.join(",", new TreeSet<>(tiers)));
    }

    static ApiKey parse(String line) {
        String[] fields = line.split(" +", -1);
        require(fields.length == 6, "line", "id, tenant, sha256, created, ends and tiers");
        return new ApiKey(
                fields[0],
                fields[1],
                fields[2],
                Instant.parse(fields[3]),
                fields[4].equals("-") ? Optional.empty() : Optional.of(Instant.parse(fields[4])),
                fields[5].equals("*") ? Set.of() : Set.of(fields[5].split(",", -1)));
    }
}
