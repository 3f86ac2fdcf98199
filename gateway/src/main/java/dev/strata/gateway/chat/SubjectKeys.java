package dev.strata.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.LiveFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which subjects get their pseudonyms: versioned, and another for each tenant.
 * Immutable, thread-safe.
 */
public final class SubjectKeys {
    private static final String HMAC = "HmacSHA256";
    private static final int LEAST_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 16;

    private final TreeMap<Integer, SecretKeySpec> byVersion = new TreeMap<>();

    /** A subject as events name it. */
    public record SubjectName(String pseudonym, int keyVersion) {}

    private SubjectKeys(Map<Integer, byte[]> keys) {
        keys.forEach((version, key) -> byVersion.put(version, new SecretKeySpec(key, HMAC)));
    }

    /** One key, version 1, made of the gateway's own secret. */
    static SubjectKeys derived(byte[] secret) {
        return new SubjectKeys(
                Map.of(
                        1,
                        hmac(
                                new SecretKeySpec(secret, HMAC),
                                "subject".getBytes(StandardCharsets.US_ASCII))));
    }

    /**
     * Reads a file of lines {@code VERSION HEX}; the highest version is the current one. A key is
     * added on top and none is ever taken out: erasure and withdrawal try all.
     *
     * @throws IllegalArgumentException naming the line that is wrong
     */
    public static SubjectKeys load(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "strata.rights.subject-keys-file '%s' cannot be read: expected lines 'VERSION HEX', got %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
        Map<Integer, byte[]> keys = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+");
            if (!isKey(words)
                    || keys.put(Integer.valueOf(words[0]), HexFormat.of().parseHex(words[1]))
                            != null) {
                throw new IllegalArgumentException(
                        "strata.rights.subject-keys-file '%s' is wrong in line %d: expected a new version of 1 or more and at least %d bytes in hex, got another line; correct it"
                                .formatted(file, i + 1, LEAST_BYTES));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "strata.rights.subject-keys-file '%s' has no key: expected a line 'VERSION HEX', got none; add one"
                            .formatted(file));
        }
        return new SubjectKeys(keys);
    }

    /**
     * The keys of a file, read again while running. One that leaves a key out is refused: what it
     * named could not be found any more.
     */
    public static LiveFile<SubjectKeys> live(Path file) {
        AtomicReference<SubjectKeys> known = new AtomicReference<>();
        return LiveFile.of(
                file,
                _ -> {
                    SubjectKeys read = load(file);
                    SubjectKeys before = known.get();
                    if (before != null) {
                        read.requireAllOf(before, file);
                    }
                    known.set(read);
                    return read;
                });
    }

    private void requireAllOf(SubjectKeys before, Path file) {
        before.byVersion.forEach((version, key) -> {
            if (!key.equals(byVersion.get(version))) {
                throw new IllegalArgumentException(
                        "strata.rights.subject-keys-file '%s' has lost the key of version %d: expected every key that it had, got another or none; put it back"
                                .formatted(file, version));
            }
        });
    }

    /** The current version, in words. */
    public String version() {
        return byVersion.lastKey().toString();
    }

    private static boolean isKey(String[] words) {
        return words.length == 2
                && words[0].matches("[1-9]\\d{0,5}")
                && words[1].matches("([0-9a-fA-F]{2})+")
                && words[1].length() >= 2 * LEAST_BYTES;
    }

    /** The subject's name in events from now on. */
    public SubjectName current(String tenant, String subject) {
        return name(byVersion.lastKey(), tenant, subject);
    }

    /** Every name that events may have for the subject, the current one first. */
    public List<SubjectName> all(String tenant, String subject) {
        List<SubjectName> names = new ArrayList<>();
        for (int version : byVersion.descendingKeySet()) {
            names.add(name(version, tenant, subject));
        }
        return names;
    }

    private SubjectName name(int version, String tenant, String subject) {
        byte[] tenantKey =
                hmac(
                        requireNonNull(byVersion.get(version), "no such version"),
                        tenant.getBytes(StandardCharsets.UTF_8));
        byte[] digest =
                hmac(new SecretKeySpec(tenantKey, HMAC), subject.getBytes(StandardCharsets.UTF_8));
        return new SubjectName(
                HexFormat.of().formatHex(Arrays.copyOf(digest, PSEUDONYM_BYTES)), version);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }
}
