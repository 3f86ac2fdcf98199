package dev.strata.feed;

import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Zone;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.seal.IntakeDays;
import dev.strata.seal.Unsealer;
import dev.strata.seal.store.ContentStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                    "Folder of intake keys: intake-private.pem, and those of its days, are used where private content may be read, and nowhere else.")
    private @Nullable Path folder;

    @Option(
            names = "--content",
            description =
                    "Folder, or https://HOST/BUCKET of an S3 store, of the contents that were too large for their events.")
    private @Nullable String content;

    /**
     * How contents of a dataset are read.
     *
     * @throws FeedException BAD_INPUT for a key file in the public zone
     */
    Contents forZone(Zone zone) {
        if (file != null && zone == Zone.PUBLIC) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "option '--intake-key' has no place in the public zone: expected it with --zone private, got --zone public; leave it out, private content never enters that dataset");
        }
        return new Contents(zone == Zone.PRIVATE ? unsealer() : Optional.empty(), contentStore());
    }

    /**
     * How contents are read for somebody who may ask for private text.
     *
     * @throws FeedException BAD_INPUT where there is no key to show it with
     */
    Contents forReading(boolean showPrivate) {
        if (!showPrivate && file == null) {
            return new Contents(Optional.empty(), contentStore());
        }
        Optional<Unsealer> unsealer = unsealer();
        if (unsealer.isEmpty()) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "option '--private' has no key: expected --intake-key FILE or --keys DIR with intake-private.pem, got none; pass one");
        }
        return new Contents(unsealer, contentStore());
    }

    private Optional<ContentStore> contentStore() {
        try {
            return Optional.ofNullable(content).map(ContentStore::at);
        } catch (IllegalArgumentException e) {
            throw new FeedException(Code.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Unsealer> unsealer() {
        if (file != null) {
            return Optional.of(Unsealer.with(file));
        }
        if (folder == null) {
            return Optional.empty();
        }
        List<Path> files = new ArrayList<>(new IntakeDays(folder).privateKeys());
        Path single = folder.resolve("intake-private.pem");
        if (Files.exists(single)) {
            files.add(single);
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(Unsealer.with(files));
    }
}
