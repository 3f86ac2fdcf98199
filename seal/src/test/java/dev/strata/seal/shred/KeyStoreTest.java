package dev.strata.seal.shred;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.SubjectName;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
    private static final KeyOwner ANN =
            new KeyOwner("acme", KeyOwner.Kind.SUBJECT, "pseudonym-of-ann");
    private static final KeyOwner BOB =
            new KeyOwner("acme", KeyOwner.Kind.SUBJECT, "pseudonym-of-bob");
    private static final byte[] TEXT = "what ann said".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    @Test
    void keyFor_afterReopen_isTheSameKey() {
        String id;
        byte[] landed;
        try (KeyStore keys = KeyStore.open(folder)) {
            ContentKey key = keys.keyFor(ANN);
            id = key.id();
            landed = key.encrypt(TEXT, "event-1");
            assertEquals(id, keys.keyFor(ANN).id());
            assertNotEquals(id, keys.keyFor(BOB).id());
        }
        try (KeyStore keys = KeyStore.open(folder)) {
            assertEquals(id, keys.keyFor(ANN).id());
            assertArrayEquals(TEXT, keys.find(id).orElseThrow().decrypt(landed, "event-1"));
        }
    }

    @Test
    void destroy_ofOwner_leavesNoByteOfTheKeyAndOthersAlone() throws IOException {
        try (KeyStore keys = KeyStore.open(folder)) {
            String ann = keys.keyFor(ANN).id();
            String bob = keys.keyFor(BOB).id();
            byte[] before = Files.readAllBytes(folder.resolve("keys.bin"));
            byte[] key = Arrays.copyOfRange(before, 56, 56 + KeyRecord.KEY_BYTES);

            assertEquals(List.of(ann), keys.destroy(List.of(ANN)));

            assertTrue(keys.find(ann).isEmpty());
            assertTrue(keys.find(bob).isPresent());
            assertFalse(contains(Files.readAllBytes(folder.resolve("keys.bin")), key));
            assertEquals(Set.of(ann), keys.destroyed());
            assertEquals(List.of(), keys.destroy(List.of(ANN)));
        }
        try (KeyStore keys = KeyStore.open(folder)) {
            assertEquals(1, keys.destroyed().size());
            assertTrue(keys.find(keys.destroyed().first()).isEmpty());
            assertNotEquals(keys.destroyed().first(), keys.keyFor(ANN).id());
        }
    }

    @Test
    void open_tornEnd_dropsTheTornRecordOnly() throws IOException {
        String ann;
        try (KeyStore keys = KeyStore.open(folder)) {
            ann = keys.keyFor(ANN).id();
        }
        Path file = folder.resolve("keys.bin");
        Files.write(file, new byte[50], StandardOpenOption.APPEND);

        try (KeyStore keys = KeyStore.open(folder)) {
            assertTrue(keys.find(ann).isPresent());
            keys.keyFor(BOB);
        }
        assertEquals(2L * KeyRecord.BYTES, Files.size(file));
    }

    @Test
    void open_damagedInTheMiddle_isRefusedByPlace() throws IOException {
        try (KeyStore keys = KeyStore.open(folder)) {
            keys.keyFor(ANN);
            keys.keyFor(BOB);
        }
        Path file = folder.resolve("keys.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[70] ^= 1;
        Files.write(file, bytes);

        SealException error = assertThrows(SealException.class, () -> KeyStore.open(folder));

        assertEquals(SealException.Code.BAD_KEY_STORE, error.code());
        assertTrue(String.valueOf(error.getMessage()).contains("at byte 0"));
    }

    @Test
    void open_twice_isRefused() {
        try (KeyStore _ = KeyStore.open(folder)) {
            SealException error = assertThrows(SealException.class, () -> KeyStore.open(folder));
            assertEquals(SealException.Code.BAD_KEY_STORE, error.code());
        }
    }

    @Test
    void find_unknownKey_saysSo() {
        try (KeyStore keys = KeyStore.open(folder)) {
            SealException error = assertThrows(SealException.class, () -> keys.find("00"));
            assertEquals(SealException.Code.WRONG_KEY, error.code());
        }
    }

    @Test
    void decrypt_changedOrMoved_isRefused() {
        try (KeyStore keys = KeyStore.open(folder)) {
            ContentKey key = keys.keyFor(ANN);
            byte[] landed = key.encrypt(TEXT, "event-1");

            assertThrows(SealException.class, () -> key.decrypt(landed, "event-2"));
            landed[landed.length - 1] ^= 1;
            assertThrows(SealException.class, () -> key.decrypt(landed, "event-1"));
            assertThrows(SealException.class, () -> key.decrypt(new byte[3], "event-1"));
        }
    }

    @Test
    void of_eventWithAndWithoutSubject_ownsBySubjectElseConversation() {
        TrafficEvent event =
                TrafficEvent.newBuilder().setTenant("acme").setConversationId("c").build();

        assertEquals(new KeyOwner("acme", KeyOwner.Kind.CONVERSATION, "c"), KeyOwner.of(event));
        assertEquals(
                ANN,
                KeyOwner.of(event.toBuilder().setSubjectPseudonym("pseudonym-of-ann").build()));
    }

    @Test
    void of_erasure_namesEveryVersionOnce() {
        ErasureEvent erasure =
                ErasureEvent.newBuilder()
                        .setTenant("acme")
                        .setSubjectPseudonym("pseudonym-of-ann")
                        .addSubjects(SubjectName.newBuilder().setPseudonym("older"))
                        .addSubjects(SubjectName.newBuilder().setPseudonym("pseudonym-of-ann"))
                        .build();

        assertEquals(
                List.of(ANN, new KeyOwner("acme", KeyOwner.Kind.SUBJECT, "older")),
                KeyOwner.of(erasure));
    }

    private static boolean contains(byte[] where, byte[] what) {
        for (int i = 0; i + what.length <= where.length; i++) {
            if (Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
                return true;
            }
        }
        return false;
    }
}
