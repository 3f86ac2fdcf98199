package dev.strata.feed;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.land.LandedFolder;
import dev.strata.feed.land.LandedLog;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicLog;
import dev.strata.seal.shred.KeyStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where traffic is read: from what landed, or from its topic. */
final class LandedOptions {
    @Option(
            names = "--landed",
            description = "Reads traffic from what 'feed land' put there, not from its topic.")
    private @Nullable Path folder;

    @Option(names = "--key-store", description = "Folder of the keys that open it.")
    private @Nullable Path keyStore;

    /** What landed in {@code folder}. */
    static LandedOptions of(Path folder, Path keyStore) {
        LandedOptions options = new LandedOptions();
        options.folder = folder;
        options.keyStore = keyStore;
        return options;
    }

    /** Traffic, open. */
    record Traffic(RecordSource source, Closing closing) implements AutoCloseable {
        /** Closes what is behind the source. */
        interface Closing {
            void close();
        }

        @Override
        public void close() {
            closing.close();
        }
    }

    /**
     * Opens traffic.
     *
     * @throws FeedException BAD_INPUT where one option is given without the other
     */
    Traffic traffic(String bootstrap, String topic) {
        if (folder == null && keyStore == null) {
            TopicLog log = TopicLog.open(bootstrap, topic);
            return new Traffic(log, log::close);
        }
        if (folder == null || keyStore == null) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "options '--landed' and '--key-store' belong together: expected both or neither, got one; pass the other too");
        }
        LandedFolder landed = LandedFolder.open(folder, topic);
        try {
            KeyStore keys = KeyStore.open(keyStore);
            return new Traffic(
                    new LandedLog(landed, keys),
                    () -> {
                        keys.close();
                        landed.close();
                    });
        } catch (RuntimeException e) {
            landed.close();
            throw e;
        }
    }
}
