package dev.strata.service.tls;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
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

    /** A certificate, those between it and its authority, and its key. */
    record Pair(List<X509Certificate> chain, PrivateKey key) {}

    /**
     * Reads both files.
     *
     * @throws GeneralSecurityException where one is no PEM, or the key is another certificate's: of
     *     two files that are replaced one after the other, the second is not there yet
     */
    Pair pair() throws IOException, GeneralSecurityException {
        List<X509Certificate> chain;
        try (InputStream in = Files.newInputStream(certificate)) {
            chain = List.of(CertificateUtils.getX509Certificates(in));
        }
        PrivateKey secret;
        try (InputStream in = Files.newInputStream(key)) {
            secret = CertificateUtils.getPrivateKey(in);
        }
        if (chain.isEmpty() || !belongs(secret, chain.getFirst())) {
            throw new InvalidKeyException("a key of another certificate");
        }
        return new Pair(chain, secret);
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        byte[] text = certificate.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        return signature.verify(signed);
    }

    @Override
    public String toString() {
        return authority
                .map(file -> "'%s', '%s' and '%s'".formatted(certificate, key, file))
                .orElseGet(() -> "'%s' and '%s'".formatted(certificate, key));
    }
}
