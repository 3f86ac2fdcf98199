package dev.strata.feed.land;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of one partition's offsets {@code [from, to)}, which its name says.
 *
 * @param missing of these, deleted by the topic's retention before they landed
 */
record LandedFile(Path path, int partition, long from, long to, long missing) {
    private static final Pattern NAME =
            Pattern.compile("p(\\d{5})-(\\d{19})-(\\d{19})-missing(\\d+)\\.parquet");

    static String name(int partition, long from, long to, long missing) {
        return "p%05d-%019d-%019d-missing%d.parquet".formatted(partition, from, to, missing);
    }

    /** The landed file at {@code path}; empty where its name is of another kind. */
    static Optional<LandedFile> of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches()
                ? Optional.of(
                        new LandedFile(
                                path,
                                Integer.parseInt(name.group(1)),
                                Long.parseLong(name.group(2)),
                                Long.parseLong(name.group(3)),
                                Long.parseLong(name.group(4))))
                : Optional.empty();
    }
}
