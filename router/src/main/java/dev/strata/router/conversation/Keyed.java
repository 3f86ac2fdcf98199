package dev.strata.router.conversation;

import dev.strata.router.Message;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes of a tenant's texts, from which nothing can be read back. Thread-safe. */
final class Keyed {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY = 32;

    private final ThreadLocal<Mac> macs;

    Keyed(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "conversation key is too short: expected at least %d bytes, got %d; make a longer one"
                            .formatted(SHORTEST_KEY, key.length));
        }
        SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(secret));
    }

    /** One hash of all parts; no two lists of parts look alike. */
    byte[] hash(String... parts) {
        Mac mac = macs.get();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            mac.update(bytes);
        }
        return mac.doFinal();
    }

    /** A key for each prefix of the messages, chained, the shortest first. */
    List<String> prefixes(String tenant, List<Message> messages) {
        List<String> prefixes = new ArrayList<>(messages.size());
        String chained = tenant;
        for (Message message : messages) {
            chained = encode(hash("prefix", chained, message.role().name(), message.content()));
            prefixes.add(chained);
        }
        return prefixes;
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Looking one up costs more than using it; after each use it is as new. */
    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this JDK", e);
        }
    }
}
