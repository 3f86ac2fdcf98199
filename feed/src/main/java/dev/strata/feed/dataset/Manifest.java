package dev.strata.feed.dataset;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.topic.TopicRange;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset is made of: enough to make it again, byte by byte. Holds no time of its making,
 * for that reason.
 *
 * @param dataset its name: a month, or {@code all}
 * @param first true where there is no earlier dataset to go on from
 * @param parent the dataset whose offsets end where these begin
 * @param configurationSha256 of {@code configuration} as compact JSON
 */
public record Manifest(
        int format,
        String dataset,
        String zone,
        boolean first,
        @Nullable Parent parent,
        TopicRange source,
        long recordsMissing,
        List<Funnel.Counts> stages,
        List<FileEntry> files,
        SortedMap<String, String> configuration,
        String configurationSha256) {
    /** The one format that is read and written. */
    public static final int FORMAT = 1;

    public Manifest {
        stages = List.copyOf(stages);
        files = List.copyOf(files);
        configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
    }

    /** An earlier dataset, by name and by the SHA-256 of its manifest file. */
    public record Parent(String dataset, String manifestSha256) {}

    /** One file of the dataset. */
    public record FileEntry(String path, long rows, long bytes, String sha256) {}

    /** Rows of the dataset. */
    public long rows() {
        return files.isEmpty() ? 0 : files.getFirst().rows();
    }

    /** Where the next dataset begins, by partition. */
    public Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        source.partitions().forEach(p -> ends.put(p.partition(), p.to()));
        return ends;
    }
}
