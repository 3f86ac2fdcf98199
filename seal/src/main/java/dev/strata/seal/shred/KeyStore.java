package dev.strata.seal.shred;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.process.SoleUse;
import dev.strata.seal.SealException;
import dev.strata.seal.shred.KeyRecord.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The keys of all owners, in one file that one process holds at a time. An owner has at most one
 * key that is not destroyed. Destroying overwrites the key where it lies: the volume must not keep
 * older versions of its blocks. Thread-safe; about 300 bytes of memory a key.
 */
public final class KeyStore implements AutoCloseable {
    private static final String FILE = "keys.bin";

    private record Entry(long position, KeyRecord record) {}

    private final Path file;
    private final FileChannel channel;
    private final SecureRandom random = new SecureRandom();

    @GuardedBy("this")
    private final Map<String, Entry> byId = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, String> liveByOwner = new HashMap<>();

    @GuardedBy("this")
    private final TreeSet<String> destroyed = new TreeSet<>();

    @GuardedBy("this")
    private long end;

    private KeyStore(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the store in {@code folder}, made for its owner alone where missing.
     *
     * @throws SealException BAD_KEY_STORE where another process has it open, or it is damaged
     */
    public static KeyStore open(Path folder) {
        try {
            Files.createDirectories(folder, mode(folder, "rwx------"));
            Path file = folder.resolve(FILE);
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE),
                            mode(folder, "rw-------"));
            KeyStore store = new KeyStore(file, channel);
            try {
                store.lock();
                store.recover();
                forceName(folder);
                return store;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "key store '%s' cannot be used: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private void lock() throws IOException {
        if (!SoleUse.of(channel)) {
            throw bad("is in use", "its only user", "another process's lock", "wait for its end");
        }
    }

    private synchronized void recover() throws IOException {
        long size = channel.size();
        byte[] bytes = new byte[KeyRecord.BYTES];
        while (end + KeyRecord.BYTES <= size) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining() && channel.read(buffer, end + buffer.position()) >= 0) {}
            Optional<KeyRecord> record = KeyRecord.decode(bytes);
            if (record.isEmpty()) {
                if (end + 2L * KeyRecord.BYTES <= size) {
                    throw bad(
                            "is damaged at byte " + end,
                            "a key record",
                            "other bytes",
                            "restore it; without it what landed cannot be read");
                }
                break;
            }
            index(new Entry(end, record.get()));
            end += KeyRecord.BYTES;
        }
        // A torn record at the end was never forced, so that nothing was published under it.
        channel.truncate(end);
    }

    /** The key of {@code owner}; a fresh one, not yet forced, where it has none. */
    public synchronized ContentKey keyFor(KeyOwner owner) {
        String digest = owner.digestHex();
        String id = liveByOwner.get(digest);
        Entry entry = id == null ? null : byId.get(id);
        if (entry == null) {
            byte[] name = new byte[16];
            byte[] key = new byte[KeyRecord.KEY_BYTES];
            random.nextBytes(name);
            random.nextBytes(key);
            entry =
                    new Entry(
                            end,
                            new KeyRecord(
                                    true, HexFormat.of().formatHex(name), digest, new Secret(key)));
            write(entry);
            end += KeyRecord.BYTES;
            index(entry);
        }
        return key(entry);
    }

    /**
     * The key named {@code id}; empty where it was destroyed.
     *
     * @throws SealException WRONG_KEY where this store never had it
     */
    public synchronized Optional<ContentKey> find(String id) {
        Entry entry = byId.get(id);
        if (entry == null) {
            throw new SealException(
                    SealException.Code.WRONG_KEY,
                    "key '%s' is not in key store '%s': expected the store that the row landed with, got another; name that store"
                            .formatted(id, file.getParent()));
        }
        return entry.record().live() ? Optional.of(key(entry)) : Optional.empty();
    }

    /** Returns once all keys survive a power cut; call it before publishing what they encrypt. */
    public void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("key store '%s' cannot be forced".formatted(file), e);
        }
    }

    /**
     * Destroys the keys of {@code owners}, for good and durably.
     *
     * @return the ids of those that were not destroyed before
     */
    public synchronized List<String> destroy(List<KeyOwner> owners) {
        List<String> ids = new ArrayList<>();
        for (KeyOwner owner : owners) {
            String id = liveByOwner.get(owner.digestHex());
            Entry entry = id == null ? null : byId.get(id);
            if (entry != null) {
                Entry gone = new Entry(entry.position(), entry.record().destroyed());
                write(gone);
                entry.record().secret().wipe();
                index(gone);
                ids.add(gone.record().id());
            }
        }
        force();
        return ids;
    }

    /** Ids of all keys that were ever destroyed. */
    public synchronized SortedSet<String> destroyed() {
        return new TreeSet<>(destroyed);
    }

    @Override
    public void close() {
        force();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("key store '%s' cannot be closed".formatted(file), e);
        }
    }

    private static ContentKey key(Entry entry) {
        return new ContentKey(entry.record().id(), entry.record().secret().bytes());
    }

    @GuardedBy("this")
    private void index(Entry entry) {
        KeyRecord record = entry.record();
        byId.put(record.id(), entry);
        if (record.live()) {
            liveByOwner.put(record.owner(), record.id());
        } else {
            liveByOwner.remove(record.owner(), record.id());
            destroyed.add(record.id());
        }
    }

    private void write(Entry entry) {
        ByteBuffer bytes = entry.record().encode();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, entry.position() + bytes.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("key store '%s' cannot be written".formatted(file), e);
        }
    }

    private SealException bad(String wrong, String expected, String got, String advice) {
        return new SealException(
                SealException.Code.BAD_KEY_STORE,
                "key store '%s' %s: expected %s, got %s; %s"
                        .formatted(file, wrong, expected, got, advice));
    }

    /** Else a power cut takes a new file with its name. */
    private static void forceName(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
