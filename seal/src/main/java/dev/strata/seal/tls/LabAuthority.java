package dev.strata.seal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of a lab: makes keys and short-lived certificates with the JDK's keytool
 * and writes them as PEM files. Its own key lies beside them, unprotected; production has an
 * authority elsewhere. Not thread-safe.
 */
public final class LabAuthority {
    private static final String OWN = "authority";
    private static final String PASSWORD = "lab-only";

    private final Path folder;

    private LabAuthority(Path folder) {
        this.folder = folder;
    }

    /**
     * Where an identity's files are.
     *
     * @param certificate PEM, the certificate
     * @param key PEM, PKCS #8
     */
    public record Identity(Path certificate, Path key) {}

    /** Makes an authority in {@code folder}, which is made too; one that is there is replaced. */
    public static LabAuthority create(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve("keys.p12"));
        } catch (IOException e) {
            throw new UncheckedIOException("folder '" + folder + "' cannot be used", e);
        }
        LabAuthority authority = new LabAuthority(folder);
        authority.keytool(
                List.of("-genkeypair", "-alias", OWN, "-dname", "CN=strata lab", "-ext", "bc:c"));
        authority.write(authority.certificate(), "CERTIFICATE", authority.encoded(OWN));
        return authority;
    }

    /** The authority that was made in {@code folder} before. */
    public static LabAuthority in(Path folder) {
        LabAuthority authority = new LabAuthority(folder);
        var _ = authority.store();
        return authority;
    }

    /** PEM file with the certificate that the others are checked against. */
    public Path certificate() {
        return folder.resolve("authority.crt");
    }

    /**
     * Makes a key and a certificate for a day; those of the same name are replaced.
     *
     * @param addresses host names or IP addresses that it is good for
     */
    public Identity issue(String name, List<String> addresses) {
        return issue(name, addresses, "-1H");
    }

    /** The same, but its day was over an hour ago. */
    public Identity issueExpired(String name, List<String> addresses) {
        return issue(name, addresses, "-25H");
    }

    /** The same, but its day begins in ten minutes: so a clock sees it that is late. */
    public Identity issueEarly(String name, List<String> addresses) {
        return issue(name, addresses, "+10M");
    }

    private Identity issue(String name, List<String> addresses, String start) {
        List<String> san =
                addresses.stream().map(a -> (isNumeric(a) ? "ip:" : "dns:") + a).toList();
        if (store().contains(name)) {
            keytool(List.of("-delete", "-alias", name));
        }
        List<String> command =
                new ArrayList<>(List.of("-genkeypair", "-alias", name, "-signer", OWN));
        command.addAll(List.of("-dname", "CN=" + name, "-startdate", start));
        command.addAll(List.of("-ext", "ku=digitalSignature", "-ext", "eku=serverAuth,clientAuth"));
        command.addAll(List.of("-ext", "san=" + String.join(",", san)));
        keytool(command);
        Identity made = new Identity(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        write(made.certificate(), "CERTIFICATE", encoded(name));
        write(made.key(), "PRIVATE KEY", store().key(name));
        return made;
    }

    private static boolean isNumeric(String address) {
        return address.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0)
                && address.chars().anyMatch(c -> c == '.' || c == ':');
    }

    private byte[] encoded(String name) {
        return store().certificate(name);
    }

    /** The keys as keytool left them. */
    private record Store(KeyStore keys) {
        boolean contains(String name) {
            try {
                return keys.containsAlias(name);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        byte[] certificate(String name) {
            try {
                return keys.getCertificate(name).getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        byte[] key(String name) {
            try {
                return keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Store store() {
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return new Store(keys);
        } catch (IOException e) {
            throw new UncheckedIOException("the lab's keys in '" + folder + "' cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the lab's keys in '" + folder + "' are no keys", e);
        }
    }

    private void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
        if (arguments.getFirst().equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1"));
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "keytool '%s' failed: expected exit status 0, got %d: %s"
                                .formatted(arguments, process.exitValue(), said.strip()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keytool cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keytool ran", e);
        }
    }

    private void write(Path file, String kind, byte[] content) {
        String text =
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(
                                kind,
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(content),
                                kind);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "' cannot be written", e);
        }
    }
}
