package dev.strata.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionKeysTest {
    private static final byte[] BYTES = "a promotion".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    @Test
    void isSigned_ownSignature_isTrueAndNoOther() {
        PromotionKeys keys = PromotionKeys.ensure(folder.resolve("a"));
        PromotionKeys others = PromotionKeys.ensure(folder.resolve("b"));
        PublicKey key = PromotionKeys.verifier(keys.publicKey());
        byte[] signature = PromotionKeys.sign(keys.privateKey(), BYTES);

        assertTrue(PromotionKeys.isSigned(key, BYTES, signature));
        assertFalse(PromotionKeys.isSigned(key, new byte[] {1}, signature));
        assertFalse(PromotionKeys.isSigned(key, BYTES, new byte[] {1, 2, 3}));
        assertFalse(
                PromotionKeys.isSigned(key, BYTES, PromotionKeys.sign(others.privateKey(), BYTES)));
    }

    @Test
    void ensure_again_keepsThePairAndItsPrivateHalfClosed() throws Exception {
        PromotionKeys keys = PromotionKeys.ensure(folder.resolve("a"));
        byte[] before = Files.readAllBytes(keys.privateKey());

        assertEquals(keys, PromotionKeys.ensure(folder.resolve("a")));

        assertArrayEquals(before, Files.readAllBytes(keys.privateKey()));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(keys.privateKey()));
    }

    @Test
    void verifier_anotherKindOfKey_namesTheFile() {
        IntakeKeys intake = IntakeKeys.ensure(folder.resolve("intake"));

        SealException error =
                assertThrows(SealException.class, () -> PromotionKeys.verifier(intake.publicKey()));

        assertTrue(error.getMessage().contains("intake-public.pem"), error.getMessage());
        assertTrue(error.getMessage().contains("Ed25519"), error.getMessage());
    }
}
