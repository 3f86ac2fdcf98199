package dev.strata.feed;

import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicLog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds datasets of a broker's topics, one after the other.
 *
 * @param bootstrap of Kafka
 * @param out folder of all datasets
 * @param landed where traffic is read
 * @param keys that open what was sealed
 */
record BuildRun(
        String bootstrap,
        Path out,
        LandedOptions landed,
        IntakeKeyOptions keys,
        MonthSettings settings) {

    /** Builds one; {@code month} is empty for everything that the topic holds. */
    Found run(Zone zone, Optional<String> month, boolean rebuild, Engine engine) {
        try (DatasetFolder datasets = DatasetFolder.open(out, zone);
                LandedOptions.Traffic traffic = landed.traffic(bootstrap, "traffic.v1");
                TopicLog feedback = TopicLog.open(bootstrap, "feedback.v1");
                TopicLog consent = TopicLog.open(bootstrap, "consent.v1");
                TopicLog erasure = TopicLog.open(bootstrap, "erasure.v1")) {
            FeedBuild.Sources sources =
                    new FeedBuild.Sources(
                            traffic.source(),
                            Optional.<RecordSource>of(feedback).filter(_ -> feedback.exists()),
                            Stream.of(consent, erasure)
                                    .filter(TopicLog::exists)
                                    .<RecordSource>map(log -> log)
                                    .toList());
            boolean terminal = System.console() != null && System.console().isTerminal();
            return new FeedBuild(zone, month, keys.forZone(zone), rebuild, settings, engine)
                    .run(sources, datasets, new Progress(System.err, terminal));
        }
    }
}
