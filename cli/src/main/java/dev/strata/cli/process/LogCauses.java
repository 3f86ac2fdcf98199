package dev.strata.cli.process;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Picks the lines of a log that say why a process failed. */
final class LogCauses {
    private static final int MOST_LINES = 6;
    private static final int LONGEST_LINE = 400;

    /** A record of level ERROR or FATAL, and what a Java program says when it ends. */
    private static final Pattern CAUSE =
            Pattern.compile(
                    "\\b(ERROR|FATAL)\\b|^Caused by:|^Exception in thread |^Error: |OutOfMemoryError");

    private LogCauses() {}

    /**
     * The lines, each once, in their order; of many the first ones and the last ones: the first
     * error and the deepest cause.
     */
    static List<String> of(List<String> log) {
        LinkedHashSet<String> found = new LinkedHashSet<>();
        for (String line : log) {
            if (CAUSE.matcher(line).find()) {
                found.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line);
            }
        }
        List<String> lines = List.copyOf(found);
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> ends = new ArrayList<>(lines.subList(0, MOST_LINES / 2));
        ends.addAll(lines.subList(lines.size() - MOST_LINES / 2, lines.size()));
        return List.copyOf(ends);
    }
}
