package dev.strata.feed;

import dev.strata.feed.build.Zone;
import dev.strata.feed.error.FeedException;
import dev.strata.seal.Unsealer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the private intake key is, for those who may use it. */
final class IntakeKeyOptions {
    @Option(
            names = "--intake-key",
            description = "File with the private intake key. Private zone only.")
    private @Nullable Path file;

    @Option(
            names = "--keys",
            description =
                    "Folder of intake keys: intake-private.pem is used where private content may be read, and nowhere else.")
    private @Nullable Path folder;

    /**
     * The unsealer of a dataset.
     *
     * @throws FeedException BAD_INPUT for a key file in the public zone
     */
    Optional<Unsealer> forZone(Zone zone) {
        if (file != null && zone == Zone.PUBLIC) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "option '--intake-key' has no place in the public zone: expected it with --zone private, got --zone public; leave it out, private content never enters that dataset");
        }
        return zone == Zone.PRIVATE ? unsealer() : Optional.empty();
    }

    /**
     * The unsealer of a reader who asks for private text.
     *
     * @throws FeedException BAD_INPUT where there is no key to show it with
     */
    Optional<Unsealer> forReading(boolean showPrivate) {
        if (!showPrivate && file == null) {
            return Optional.empty();
        }
        Optional<Unsealer> unsealer = unsealer();
        if (unsealer.isEmpty()) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "option '--private' has no key: expected --intake-key FILE or --keys DIR with intake-private.pem, got none; pass one");
        }
        return unsealer;
    }

    private Optional<Unsealer> unsealer() {
        if (file != null) {
            return Optional.of(Unsealer.with(file));
        }
        return Optional.ofNullable(folder)
                .map(f -> f.resolve("intake-private.pem"))
                .filter(Files::exists)
                .map(Unsealer::with);
    }
}
