package dev.strata.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.SealedContent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
    private static final Messages SECRET =
            Messages.newBuilder()
                    .addMessages(
                            Message.newBuilder().setRole("user").setContent("IBAN of a person"))
                    .build();
    private static final SealContext PLACE = SealContext.input("event-1");

    @TempDir Path folder;
    private IntakeKeys keys;

    @BeforeEach
    void makeKeys() {
        keys = IntakeKeys.ensure(folder.resolve("keys"));
    }

    @Test
    void unseal_withItsKey_givesMessagesBack() {
        Sealer sealer = Sealer.to(keys.publicKey());
        Unsealer unsealer = Unsealer.with(keys.privateKey());

        SealedContent sealed = sealer.seal(SECRET, PLACE).getSealed();

        assertEquals(SECRET, unsealer.unseal(sealed, PLACE));
        assertEquals(sealer.keyId(), unsealer.keyId());
        assertFalse(new String(sealed.toByteArray(), StandardCharsets.ISO_8859_1).contains("IBAN"));
    }

    @Test
    void seal_sameMessagesTwice_givesOtherBytes() {
        Sealer sealer = Sealer.to(keys.publicKey());

        SealedContent one = sealer.seal(SECRET, PLACE).getSealed();
        SealedContent two = sealer.seal(SECRET, PLACE).getSealed();

        assertNotEquals(one.getCiphertext(), two.getCiphertext());
        assertNotEquals(one.getEphemeralPublicKey(), two.getEphemeralPublicKey());
    }

    @Test
    void unseal_changedOrMovedContent_isTampered() {
        SealedContent sealed = Sealer.to(keys.publicKey()).seal(SECRET, PLACE).getSealed();
        byte[] bytes = sealed.getCiphertext().toByteArray();
        bytes[3] ^= 1;

        tampered(sealed.toBuilder().setCiphertext(ByteString.copyFrom(bytes)).build(), PLACE);
        tampered(sealed.toBuilder().setNonce(ByteString.EMPTY).build(), PLACE);
        tampered(
                sealed.toBuilder().setEphemeralPublicKey(ByteString.copyFrom(new byte[32])).build(),
                PLACE);
        tampered(
                sealed.toBuilder().setEphemeralPublicKey(ByteString.copyFrom(new byte[3])).build(),
                PLACE);
        tampered(sealed, SealContext.input("event-2"));
        tampered(sealed, SealContext.attempt("event-1", 0));
    }

    @Test
    void unseal_otherKey_isWrongKey() {
        IntakeKeys others = IntakeKeys.ensure(folder.resolve("others"));
        SealedContent sealed = Sealer.to(others.publicKey()).seal(SECRET, PLACE).getSealed();

        SealException error =
                assertThrows(
                        SealException.class,
                        () -> Unsealer.with(keys.privateKey()).unseal(sealed, PLACE));

        assertEquals(SealException.Code.WRONG_KEY, error.code());
        assertFalse(error.getMessage().contains("IBAN"));
    }

    @Test
    void ensure_existingPair_isKeptAndPublicHalfIsRemade() throws Exception {
        byte[] before = Files.readAllBytes(keys.publicKey());
        Files.delete(keys.publicKey());

        IntakeKeys again = IntakeKeys.ensure(folder.resolve("keys"));

        assertArrayEquals(before, Files.readAllBytes(again.publicKey()));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(again.privateKey())));
    }

    @Test
    void to_wrongFile_namesFileAndWhatToDo() throws Exception {
        Path file = folder.resolve("x.pem");
        badKey(file, "no readable file");
        Files.writeString(file, "nothing");
        badKey(file, "no such block");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        badKey(file, "another kind of key");
        Files.copy(keys.privateKey(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        badKey(file, "no such block");
    }

    private static void badKey(Path file, String got) {
        SealException error = assertThrows(SealException.class, () -> Sealer.to(file));
        assertEquals(SealException.Code.BAD_KEY_FILE, error.code());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
        assertTrue(error.getMessage().contains(got), error.getMessage());
    }

    private void tampered(SealedContent sealed, SealContext place) {
        SealException error =
                assertThrows(
                        SealException.class,
                        () -> Unsealer.with(keys.privateKey()).unseal(sealed, place));
        assertEquals(SealException.Code.TAMPERED, error.code());
    }

    @Test
    void labels_sealedOrNot_areRead() {
        Sealer sealer = Sealer.to(keys.publicKey());
        Unsealer unsealer = Unsealer.with(keys.privateKey());
        CallerLabels labels =
                CallerLabels.newBuilder().setClientRequestId("mail 7").setDomain("law").build();
        TrafficEvent open =
                TrafficEvent.newBuilder()
                        .setEventId("event-1")
                        .setClientRequestId("mail 7")
                        .setDomain("law")
                        .build();
        TrafficEvent closed =
                TrafficEvent.newBuilder()
                        .setEventId("event-1")
                        .setSealedLabels(sealer.seal(labels, "event-1"))
                        .build();

        assertEquals(labels, unsealer.labels(open));
        assertEquals(labels, unsealer.labels(closed));
        assertThrows(
                SealException.class,
                () -> unsealer.labels(closed.toBuilder().setEventId("event-2").build()));
    }
}
