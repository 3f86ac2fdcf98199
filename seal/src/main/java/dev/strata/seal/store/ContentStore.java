package dev.strata.seal.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.ClaimCheck;
import dev.strata.proto.event.v1.Content;
import dev.strata.seal.SealException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Contents by their SHA-256 in a folder, which gateways and feed share. Thread-safe. */
public final class ContentStore {
    private static final String SCHEME = "strata-content:";
    private static final Pattern NAME =
            Pattern.compile(SCHEME + "(\\d{4}-\\d{2}-\\d{2})/([0-9a-f]{64})");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final Path folder;

    private ContentStore(Path folder) {
        this.folder = folder;
    }

    /** The store in {@code folder}, made when something is first put. */
    public static ContentStore in(Path folder) {
        return new ContentStore(folder);
    }

    /**
     * Keeps {@code content}; it survives a power cut when this returns.
     *
     * @param day under which it can be deleted later
     */
    public ClaimCheck put(Content content, LocalDate day) throws IOException {
        byte[] bytes = content.toByteArray();
        String sha256 = HexFormat.of().formatHex(sha256(bytes));
        Path of = folder.resolve(day.toString());
        if (!Files.isDirectory(of)) {
            Files.createDirectories(of);
            forceNames(folder);
        }
        Path target = of.resolve(sha256);
        if (!Files.exists(target)) {
            Path draft = of.resolve(".draft-" + UUID.randomUUID());
            try {
                write(draft, bytes);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
        forceNames(of);
        return ClaimCheck.newBuilder()
                .setUri(SCHEME + day + "/" + sha256)
                .setSha256(sha256)
                .setSizeBytes(bytes.length)
                .build();
    }

    /**
     * The content behind {@code claim}.
     *
     * @throws SealException MISSING where the store does not have it, TAMPERED where the claim is
     *     none or the object is not what was put
     */
    public Content get(ClaimCheck claim) throws IOException {
        Matcher name = NAME.matcher(claim.getUri());
        // Nothing else may become a path: the claim comes from a topic.
        if (!name.matches() || !claim.getSha256().equals(name.group(2))) {
            throw refused(claim, SealException.Code.TAMPERED, "a claim that names nothing", null);
        }
        Path file = folder.resolve(name.group(1)).resolve(name.group(2));
        try {
            if (Files.size(file) != claim.getSizeBytes()) {
                throw refused(claim, SealException.Code.TAMPERED, "another length", null);
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!HexFormat.of().formatHex(sha256(bytes)).equals(claim.getSha256())) {
                throw refused(claim, SealException.Code.TAMPERED, "other bytes", null);
            }
            Content content = Content.parseFrom(bytes);
            if (content.hasClaim()) {
                throw refused(claim, SealException.Code.TAMPERED, "one more claim", null);
            }
            return content;
        } catch (NoSuchFileException e) {
            throw refused(claim, SealException.Code.MISSING, "none", e);
        } catch (InvalidProtocolBufferException e) {
            throw refused(claim, SealException.Code.TAMPERED, "no content", e);
        }
    }

    /**
     * Deletes all contents of days before {@code first}.
     *
     * @return how many
     */
    public int deleteBefore(LocalDate first) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int deleted = 0;
        for (Path day : children(folder)) {
            String name = day.getFileName().toString();
            if (DAY.matcher(name).matches() && name.compareTo(first.toString()) < 0) {
                for (Path object : children(day)) {
                    deleted += Files.deleteIfExists(object) ? 1 : 0;
                }
                Files.deleteIfExists(day);
            }
        }
        return deleted;
    }

    private static List<Path> children(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.toList();
        }
    }

    private static SealException refused(
            ClaimCheck claim, SealException.Code code, String got, @Nullable Exception cause) {
        String message =
                "content '%s' cannot be fetched: expected its %d bytes, got %s; leave the event out, or restore the content store"
                        .formatted(
                                claim.getUri().substring(0, Math.min(100, claim.getUri().length())),
                                claim.getSizeBytes(),
                                got);
        return cause == null
                ? new SealException(code, message)
                : new SealException(code, message, cause);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
    }

    private static void forceNames(Path of) throws IOException {
        try (FileChannel names = FileChannel.open(of, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
