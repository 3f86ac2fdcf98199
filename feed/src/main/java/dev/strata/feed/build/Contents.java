package dev.strata.feed.build;

import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.Messages;
import dev.strata.seal.SealContext;
import dev.strata.seal.SealException;
import dev.strata.seal.Unsealer;
import java.util.Optional;

/**
 * Reads content in whatever form it is.
 *
 * @param unsealer only in the private zone
 */
public record Contents(Optional<Unsealer> unsealer) {
    /** What reading gave. */
    public sealed interface Reading {
        /** The text. */
        record Text(Messages messages) implements Reading {}

        /** Nothing was stored. */
        record Absent() implements Reading {}

        /** Stored outside the event. */
        record Claim() implements Reading {}

        /** Sealed, and it stays so. */
        record Closed(String keyId) implements Reading {}
    }

    /** Reads {@code content}, which belongs at {@code place}. */
    public Reading read(Content content, SealContext place) {
        return switch (content.getFormCase()) {
            case PLAIN -> new Reading.Text(content.getPlain());
            case CLAIM -> new Reading.Claim();
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
}
