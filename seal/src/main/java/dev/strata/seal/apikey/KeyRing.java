package dev.strata.seal.apikey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All keys of a gateway: a text file, one key a line. Immutable; a change makes another ring. */
public record KeyRing(List<ApiKey> keys) {
    private static final String HEADER =
            "# Keys of a gateway's callers: id, tenant, SHA-256 of the key, created, ends (- never), tiers (* all).\n";
    private static final int KEY_BYTES = 32;

    /** A key that was just made: the only time that it is seen. */
    public record Made(KeyRing ring, ApiKey key, String secret) {}

    public KeyRing {
        keys = List.copyOf(keys);
        Set<String> seen = new HashSet<>();
        for (ApiKey key : keys) {
            if (!seen.add(key.id()) || !seen.add(key.sha256())) {
                throw new IllegalArgumentException(
                        "key '%s' stands there twice: expected each id and hash once; take one out"
                                .formatted(key.id()));
            }
        }
    }

    /**
     * Reads a file; one that is not there has no keys.
     *
     * @throws IllegalArgumentException naming the first line that is wrong
     */
    public static KeyRing read(Path file) {
        try {
            return Files.exists(file)
                    ? parse(file.toString(), Files.readString(file))
                    : new KeyRing(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "keys file '%s' cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Reads a file's text; {@code name} is for its errors. */
    public static KeyRing parse(String name, String text) {
        List<ApiKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                keys.add(ApiKey.parse(line.strip()));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IllegalArgumentException(
                        "keys file '%s' is not valid, line %d: %s"
                                .formatted(name, number, e.getMessage()),
                        e);
            }
        }
        return new KeyRing(keys);
    }

    /** Writes the file whole or not at all, readable by its owner alone. */
    public void write(Path file) {
        StringBuilder text = new StringBuilder(HEADER);
        keys.forEach(key -> text.append(key.line()).append('\n'));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "keys file '%s' cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Makes a key of {@code tenant} for {@code tiers}; none means all of the tenant's. */
    public Made create(
            String tenant,
            Set<String> tiers,
            Optional<Instant> ends,
            SecureRandom random,
            Instant now) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        String secret =
                "sk-strata-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String id = "k" + HexFormat.of().formatHex(idBytes(random));
        ApiKey key = new ApiKey(id, tenant, ApiKey.hash(secret), now, ends, tiers);
        List<ApiKey> more = new ArrayList<>(keys);
        more.add(key);
        return new Made(new KeyRing(more), key, secret);
    }

    /**
     * Makes a key in another's place, of the same tenant and tiers; the other goes on for a grace.
     *
     * <p>It ends after as long a time as the other was made for.
     *
     * @throws IllegalArgumentException where there is no such key, or it has ended
     */
    public Made rotate(String id, Duration grace, SecureRandom random, Instant now) {
        if (find(id).filter(key -> key.hasEnded(now)).isPresent()) {
            throw new IllegalArgumentException(
                    "key '%s' has ended: expected one in force, got one that lets nobody in; create a new one"
                            .formatted(id));
        }
        Optional<Instant> ends =
                find(id).flatMap(key ->
                        key.ends().map(end -> now.plus(Duration.between(key.created(), end))));
        KeyRing ending = with(id, key -> key.endingAt(now.plus(grace)));
        ApiKey old = ending.find(id).orElseThrow();
        return ending.create(old.tenant(), old.tiers(), ends, random, now);
    }

    /**
     * Changes a file; two who do so at once do so one after the other, whichever processes they
     * are.
     *
     * @throws UncheckedIOException where the file cannot be changed
     */
    public static void change(Path file, UnaryOperator<KeyRing> change) {
        Path path = file.toAbsolutePath();
        // A file lock is a process's: threads take turns here.
        synchronized (KeyRing.class) {
            try {
                Files.createDirectories(path.getParent());
                try (FileChannel channel =
                                FileChannel.open(
                                        path.resolveSibling(path.getFileName() + ".lock"),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        FileLock _ = channel.lock()) {
                    change.apply(read(path)).write(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "keys file '%s' cannot be changed: %s".formatted(path, e.getMessage()), e);
            }
        }
    }

    private static byte[] idBytes(SecureRandom random) {
        byte[] bytes = new byte[5];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The key called {@code id}. */
    public Optional<ApiKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /**
     * The ring with one key changed.
     *
     * @throws IllegalArgumentException where there is no such key
     */
    public KeyRing with(String id, UnaryOperator<ApiKey> change) {
        if (find(id).isEmpty()) {
            throw new IllegalArgumentException(
                    "key '%s' is unknown: expected one that 'keys list' shows; correct it"
                            .formatted(id));
        }
        return new KeyRing(
                keys.stream().map(key -> key.id().equals(id) ? change.apply(key) : key).toList());
    }
}
