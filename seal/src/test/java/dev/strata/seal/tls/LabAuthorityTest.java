package dev.strata.seal.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabAuthorityTest {
    @TempDir private Path folder;

    @Test
    void issue_twice_givesTwoCertificatesOfTheAuthority() throws Exception {
        LabAuthority authority = LabAuthority.create(folder);
        X509Certificate root = read(authority.certificate());

        X509Certificate first = read(authority.issue("tier", List.of("127.0.0.1")).certificate());
        X509Certificate second = read(authority.issue("tier", List.of("localhost")).certificate());

        assertDoesNotThrow(() -> first.verify(root.getPublicKey()));
        assertDoesNotThrow(() -> second.verify(root.getPublicKey()));
        assertNotEquals(first.getSerialNumber(), second.getSerialNumber());
        assertEquals("[[7, 127.0.0.1]]", first.getSubjectAlternativeNames().toString());
        first.checkValidity();
    }

    @Test
    void issueExpired_certificate_isOver() throws Exception {
        X509Certificate expired =
                read(
                        LabAuthority.create(folder)
                                .issueExpired("tier", List.of("localhost"))
                                .certificate());

        assertThrows(CertificateExpiredException.class, expired::checkValidity);
    }

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
