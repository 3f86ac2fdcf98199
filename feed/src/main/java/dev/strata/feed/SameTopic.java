package dev.strata.feed;

import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.topic.TopicRange;
import java.nio.file.Path;

/** Offsets mean nothing in another cluster, or in a topic that was made anew. */
final class SameTopic {
    private SameTopic() {}

    /**
     * @param path of the dataset that {@code manifest} is of
     * @throws FeedException INCONSISTENT where {@code now} is another topic than the dataset's
     */
    static void require(TopicRange now, Path path, Manifest manifest) {
        TopicRange then = manifest.source();
        if (!now.clusterId().equals(then.clusterId()) || !now.topicId().equals(then.topicId())) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "dataset '%s' was made of another topic: expected cluster %s and topic id %s, got %s and %s; build into an empty --out"
                            .formatted(
                                    path,
                                    then.clusterId(),
                                    then.topicId(),
                                    now.clusterId(),
                                    now.topicId()));
        }
    }
}
