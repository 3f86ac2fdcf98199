package dev.strata.seal.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.ClaimCheck;
import dev.strata.proto.event.v1.Content;
import dev.strata.seal.SealException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contents by their SHA-256, which gateways and feed share: in a folder, or in a bucket of a store
 * that speaks S3. Thread-safe.
 */
public final class ContentStore {
    private static final String SCHEME = "strata-content:";
    private static final Pattern NAME =
            Pattern.compile(SCHEME + "(\\d{4}-\\d{2}-\\d{2})/([0-9a-f]{64})");

    private final ContentObjects objects;

    private ContentStore(ContentObjects objects) {
        this.objects = objects;
    }

    /** The store in {@code folder}, made when something is first put. */
    public static ContentStore in(Path folder) {
        return new ContentStore(new FolderObjects(folder));
    }

    /**
     * The store in a bucket, with the credentials of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and,
     * if set, AWS_SESSION_TOKEN, in AWS_REGION (us-east-1).
     *
     * @param bucket {@code https://HOST[:PORT]/BUCKET[/PREFIX]}
     * @throws IllegalArgumentException where the address is of another form or a credential is
     *     missing
     */
    public static ContentStore inBucket(URI bucket) {
        return new ContentStore(S3Objects.of(bucket, System.getenv()));
    }

    /** The store in a folder, or in a bucket where {@code place} begins with http. */
    public static ContentStore at(String place) {
        return place.startsWith("https://") || place.startsWith("http://")
                ? inBucket(URI.create(place))
                : in(Path.of(place));
    }

    /**
     * Keeps {@code content}; it survives a power cut when this returns.
     *
     * @param day under which it can be deleted later
     */
    public ClaimCheck put(Content content, LocalDate day) throws IOException {
        byte[] bytes = content.toByteArray();
        String sha256 = sha256(bytes);
        objects.put(day.toString(), sha256, bytes);
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
        try {
            byte[] bytes = objects.get(name.group(1), name.group(2), claim.getSizeBytes());
            if (bytes.length != claim.getSizeBytes()) {
                throw refused(claim, SealException.Code.TAMPERED, "another length", null);
            }
            if (!sha256(bytes).equals(claim.getSha256())) {
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
     * @return how many; 0 of a bucket, where a lifecycle rule does it
     */
    public int deleteBefore(LocalDate first) throws IOException {
        return objects.deleteBefore(first);
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

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
