package dev.strata.gateway.tenant;

import dev.strata.router.settings.SettingsText;
import dev.strata.seal.apikey.KeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The tenants in force. Their files are looked at again at an interval: what is valid takes effect
 * as a whole, and what is not leaves the last good state in force. Thread-safe.
 */
public final class Tenants {
    private static final int VERSION_DIGITS = 12;

    private final Optional<Path> tenantsFile;
    private final Optional<Path> keysFile;
    private final InstantSource clock;
    private volatile TenantBook book;
    private TenantBook owners; // as the tenants file says, without the keys file's keys
    private volatile String version;
    private volatile Optional<String> problem = Optional.empty();
    private String seen;

    private Tenants(Optional<Path> tenantsFile, Optional<Path> keysFile, InstantSource clock) {
        this.tenantsFile = tenantsFile;
        this.keysFile = keysFile;
        this.clock = clock;
        this.seen = texts();
        this.owners = owners();
        this.book = withKeys(owners);
        this.version = SettingsText.sha256(seen).substring(0, VERSION_DIGITS);
    }

    /**
     * The tenants of these files.
     *
     * @param tenantsFile missing takes the bundled one
     * @param keysFile keys made by {@code ./strata keys}; may not be there yet
     * @throws IllegalArgumentException naming everything that is wrong in them
     */
    public static Tenants of(
            Optional<Path> tenantsFile, Optional<Path> keysFile, InstantSource clock) {
        return new Tenants(tenantsFile, keysFile, clock);
    }

    /**
     * The tenant that sends this {@code authorization} header.
     *
     * @param authorization {@code Bearer <key>}; empty where there is none
     * @throws dev.strata.gateway.error.GatewayException where there is no key and none is open to
     *     all, or the key is unknown or has ended
     */
    public Tenant authenticate(String authorization) {
        return book.authenticate(authorization, clock.instant());
    }

    /** All tenants by name, with their keys and no secret. */
    public List<TenantListing> listing() {
        return book.listing(clock.instant());
    }

    /** Begins the SHA-256 of the files' texts that are in force. */
    public String version() {
        return version;
    }

    /** Why the files' content is not in force; empty where it is. Names no key. */
    public Optional<String> problem() {
        return problem;
    }

    /**
     * Takes the files' new content into force where it changed and is valid. Keys take effect, and
     * end, also while the file of tenants is not valid.
     *
     * @return true where anything changed: what is in force, or what is wrong with the files
     */
    public synchronized boolean look() {
        String now = texts();
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        problem = Optional.empty();
        TenantBook next = owners;
        try {
            next = owners();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        try {
            book = withKeys(next);
            owners = next;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        if (problem.isEmpty()) {
            version = SettingsText.sha256(now).substring(0, VERSION_DIGITS);
        }
        return true;
    }

    private TenantBook owners() {
        return tenantsFile.map(TenantFile::load).orElseGet(TenantFile::bundled);
    }

    private TenantBook withKeys(TenantBook tenants) {
        return keysFile.map(KeyRing::read).map(tenants::with).orElse(tenants);
    }

    /** Both files' texts: mounted files change by a link, so that no time of change tells. */
    private String texts() {
        return text(tenantsFile) + "\0" + text(keysFile);
    }

    private static String text(Optional<Path> file) {
        try {
            return file.isPresent() && Files.exists(file.get()) ? Files.readString(file.get()) : "";
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }
}
