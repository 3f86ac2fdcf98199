package dev.strata.feed.dataset;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.drift.Drift;
import dev.strata.feed.drift.Profile;
import dev.strata.feed.mix.MonthlyMix;
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
 * @param ancestors how many datasets come before it
 * @param parent the dataset whose offsets end where these begin
 * @param joined the topics of feedback, consent and erasure, as far as they were read
 * @param evaluation the sets that no row is in
 * @param configurationSha256 of {@code configuration} as compact JSON
 */
public record Manifest(
        int format,
        String dataset,
        String zone,
        boolean first,
        int ancestors,
        @Nullable Parent parent,
        TopicRange source,
        long recordsMissing,
        List<TopicRange> joined,
        List<EvaluationFile> evaluation,
        List<Funnel.Counts> stages,
        Mix mix,
        List<FileEntry> files,
        Profile profile,
        List<Drift.Measure> drift,
        SortedMap<String, String> configuration,
        String configurationSha256) {
    /** The one format that is read and written. */
    public static final int FORMAT = 2;

    public Manifest {
        joined = List.copyOf(joined);
        evaluation = List.copyOf(evaluation);
        stages = List.copyOf(stages);
        files = List.copyOf(files);
        drift = List.copyOf(drift);
        configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
    }

    /** An earlier dataset, by name and by the SHA-256 of its manifest file. */
    public record Parent(String dataset, String manifestSha256) {}

    /** One file of an evaluation set. */
    public record EvaluationFile(String name, String sha256, long rows) {}

    /** One file of the dataset. */
    public record FileEntry(String path, long rows, long bytes, String sha256) {}

    /**
     * What the rows are mixed of.
     *
     * @param retained rows of the parent that stay
     * @param retainedDropped rows of the parent that may not stay, by reason
     * @param coming new rows of traffic
     * @param synthetic rows whose prompt was generated
     * @param syntheticWanted what the share of real rows asks for; more than {@code synthetic}
     *     where there were not as many
     * @param realShareWanted of this month's place in the schedule
     * @param personalData values that were replaced in new rows
     * @param opinionsUnmatched judged requests that became no row
     * @param recordsUndecodable of the joined topics
     * @param splits rows by split
     */
    public record Mix(
            long retained,
            Map<String, Long> retainedDropped,
            long coming,
            long synthetic,
            long syntheticWanted,
            double realShareWanted,
            long personalData,
            long opinionsUnmatched,
            long recordsUndecodable,
            Map<String, Long> splits,
            List<MonthlyMix.Domain> domains) {
        public Mix {
            retainedDropped = Collections.unmodifiableSortedMap(new TreeMap<>(retainedDropped));
            splits = Collections.unmodifiableSortedMap(new TreeMap<>(splits));
            domains = List.copyOf(domains);
        }
    }

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
