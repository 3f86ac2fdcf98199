package dev.strata.service.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The files of an {@link Identity}; mounted ones change by a link, so that no time of change tells.
 */
record PemFiles(Path certificate, Path key, Optional<Path> authority) {
    /** All that they hold, or why one cannot be read. */
    String texts() {
        return text(certificate)
                + "\0"
                + text(key)
                + "\0"
                + authority.map(PemFiles::text).orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    /**
     * Why the certificate is not valid at this time; empty where it is.
     *
     * @throws CertificateException where it is no certificate
     */
    Optional<String> untimely() throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(certificate)) {
            ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .checkValidity();
            return Optional.empty();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return authority
                .map(file -> "'%s', '%s' and '%s'".formatted(certificate, key, file))
                .orElseGet(() -> "'%s' and '%s'".formatted(certificate, key));
    }
}
