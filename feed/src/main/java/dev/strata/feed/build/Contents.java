package dev.strata.feed.build;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.proto.event.v1.ClaimCheck;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.Messages;
import dev.strata.seal.SealContext;
import dev.strata.seal.SealException;
import dev.strata.seal.Unsealer;
import dev.strata.seal.store.ContentStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads content in whatever form it is.
 *
 * @param unsealer only in the private zone
 * @param store of contents too large for their events
 */
public record Contents(Optional<Unsealer> unsealer, Optional<ContentStore> store) {
    /** Without a store of large contents. */
    public Contents(Optional<Unsealer> unsealer) {
        this(unsealer, Optional.empty());
    }

    /** What reading gave. */
    public sealed interface Reading {
        /** The text. */
        record Text(Messages messages) implements Reading {}

        /** Nothing was stored. */
        record Absent() implements Reading {}

        /** Stored outside the event, and not to be had. */
        record Claim() implements Reading {}

        /** Sealed, and it stays so. */
        record Closed(String keyId) implements Reading {}
    }

    /**
     * Reads {@code content}, which belongs at {@code place}.
     *
     * @throws FeedException NO_STORE where the store of large contents does not answer or refuses
     */
    public Reading read(Content content, SealContext place) {
        return switch (content.getFormCase()) {
            case PLAIN -> new Reading.Text(content.getPlain());
            case CLAIM -> claimed(content.getClaim(), place);
            case FORM_NOT_SET -> new Reading.Absent();
            case SEALED -> {
                String key = content.getSealed().getKeyId();
                if (unsealer.isEmpty()) {
                    yield new Reading.Closed(key);
                }
                try {
                    yield new Reading.Text(unsealer.get().unseal(content.getSealed(), place));
                } catch (SealException _) {
                    yield new Reading.Closed(key);
                }
            }
        };
    }

    private Reading claimed(ClaimCheck claim, SealContext place) {
        if (store.isEmpty()) {
            return new Reading.Claim();
        }
        try {
            return read(store.get().get(claim), place);
        } catch (SealException _) {
            return new Reading.Claim();
        } catch (IOException e) {
            // It may have it: left out now it would be gone for good, as if it had never been.
            throw new FeedException(
                    Code.NO_STORE,
                    "content store cannot be read: expected content '%s' or that it is missing, got: %s; nothing was published, check --content and its credentials and run again"
                            .formatted(
                                    claim.getUri()
                                            .substring(0, Math.min(100, claim.getUri().length())),
                                    e.getMessage()),
                    e);
        }
    }
}
