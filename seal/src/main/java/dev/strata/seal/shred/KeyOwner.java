package dev.strata.seal.shred;

import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.SubjectName;
import dev.strata.proto.event.v1.TrafficEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose content a key encrypts: a subject of a tenant, or a conversation where none was named.
 *
 * @param name the subject's pseudonym, or the conversation's
 */
public record KeyOwner(String tenant, Kind kind, String name) {
    /** What {@code name} names. */
    public enum Kind {
        SUBJECT,
        CONVERSATION
    }

    /** The owner of what {@code event} holds. */
    public static KeyOwner of(TrafficEvent event) {
        return event.getSubjectPseudonym().isEmpty()
                ? new KeyOwner(event.getTenant(), Kind.CONVERSATION, event.getConversationId())
                : new KeyOwner(event.getTenant(), Kind.SUBJECT, event.getSubjectPseudonym());
    }

    /** Every name under which the content that {@code erasure} is about may have landed. */
    public static List<KeyOwner> of(ErasureEvent erasure) {
        Set<String> names = new LinkedHashSet<>();
        if (!erasure.getSubjectPseudonym().isEmpty()) {
            names.add(erasure.getSubjectPseudonym());
        }
        erasure.getSubjectsList().stream().map(SubjectName::getPseudonym).forEach(names::add);
        return names.stream()
                .map(name -> new KeyOwner(erasure.getTenant(), Kind.SUBJECT, name))
                .toList();
    }

    /** SHA-256 over all of it: the name itself is in no key store. */
    byte[] digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(tenant, kind.name(), name)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha256.update(bytes);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    String digestHex() {
        return HexFormat.of().formatHex(digest());
    }
}
