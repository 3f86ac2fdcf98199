package dev.strata.gateway.cache;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;

/**
 * What two requests have in common that get the same answer: their tenant, and a SHA-256 over all
 * that may change an answer.
 */
public record AnswerKey(String tenant, HashCode sha256) {
    public AnswerKey {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(sha256, "sha256 is null");
    }

    /** A key of {@code tenant} that parts are added to. Not thread-safe. */
    public static Parts of(String tenant) {
        return new Parts(tenant, Hashing.sha256().newHasher()).add(tenant);
    }

    /** A key that is being put together: every part counts, and so does where one ends. */
    public static final class Parts {
        private final String tenant;
        private final Hasher hasher;

        private Parts(String tenant, Hasher hasher) {
            this.tenant = tenant;
            this.hasher = hasher;
        }

        /** Adds a text. */
        public Parts add(String text) {
            hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_16LE);
            return this;
        }

        /** Adds a number. */
        public Parts add(long number) {
            hasher.putLong(number);
            return this;
        }

        /** Adds a number. */
        public Parts add(double number) {
            hasher.putDouble(number);
            return this;
        }

        /** Adds a flag. */
        public Parts add(boolean flag) {
            hasher.putBoolean(flag);
            return this;
        }

        /** Adds a list of texts, in order. */
        public Parts addAll(Collection<String> texts) {
            hasher.putInt(texts.size());
            texts.forEach(this::add);
            return this;
        }

        /** Adds a set of texts, whose order says nothing. */
        public Parts addSet(Collection<String> texts) {
            return addAll(new TreeSet<>(texts));
        }

        /** The key; nothing can be added afterwards. */
        public AnswerKey key() {
            return new AnswerKey(tenant, hasher.hash());
        }
    }
}
