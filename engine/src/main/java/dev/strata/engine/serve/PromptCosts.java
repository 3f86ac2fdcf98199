package dev.strata.engine.serve;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What computing some tokens of a prompt costs on each of two graphs, measured on this machine.
 *
 * @param points by rising tokens; at least two
 */
record PromptCosts(List<Point> points) {
    /** Where it is measured. */
    static final List<Integer> MEASURED_TOKENS = List.of(1, 16, 64, 256);

    /** Below this share of the exact graph's time, a second graph is worth its memory. */
    private static final double WORTH = .9;

    /**
     * One measurement.
     *
     * @param tokens computed at once
     * @param exact milliseconds of the exact graph
     * @param second milliseconds of the second graph
     */
    record Point(int tokens, double exact, double second) {}

    PromptCosts {
        points = List.copyOf(points);
    }

    /**
     * Whether the second graph should compute the first {@code plain} of {@code tokens} tokens; the
     * exact graph computes the rest, or all.
     */
    boolean secondPays(int plain, int tokens) {
        double rest = tokens > plain ? exact(tokens - plain) : 0;
        return plain > 0 && second(plain) + rest < exact(tokens);
    }

    /** Whether a second graph is worth loading. */
    boolean worthLoading() {
        Point longest = points.getLast();
        return longest.second() < WORTH * longest.exact();
    }

    double exact(int tokens) {
        Point[] ends = around(tokens);
        return between(
                tokens, ends[0].tokens(), ends[0].exact(), ends[1].tokens(), ends[1].exact());
    }

    double second(int tokens) {
        Point[] ends = around(tokens);
        return between(
                tokens, ends[0].tokens(), ends[0].second(), ends[1].tokens(), ends[1].second());
    }

    private Point[] around(int tokens) {
        int upper = 1;
        while (upper < points.size() - 1 && points.get(upper).tokens() < tokens) {
            upper++;
        }
        return new Point[] {points.get(upper - 1), points.get(upper)};
    }

    private static double between(double x, double x0, double y0, double x1, double y1) {
        return y0 + (x - x0) * (y1 - y0) / (x1 - x0);
    }

    /** Reads a table; empty where there is none, or a broken one. */
    static Optional<PromptCosts> read(Path file) {
        Properties numbers = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            numbers.load(reader);
            List<Point> points = new ArrayList<>();
            for (int tokens : MEASURED_TOKENS) {
                String exact = numbers.getProperty("exact." + tokens);
                if (exact != null) { // a short context ends the table earlier
                    String second = numbers.getProperty("second." + tokens, "");
                    points.add(
                            new Point(
                                    tokens, Double.parseDouble(exact), Double.parseDouble(second)));
                }
            }
            return points.size() < 2 ? Optional.empty() : Optional.of(new PromptCosts(points));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Writes the table, whole or not at all. */
    void write(Path file) throws IOException {
        Properties numbers = new Properties();
        for (Point point : points) {
            numbers.setProperty("exact." + point.tokens(), "" + point.exact());
            numbers.setProperty("second." + point.tokens(), "" + point.second());
        }
        Path part = Files.createTempFile(file.getParent(), "costs", ".part");
        try (Writer writer = Files.newBufferedWriter(part)) {
            numbers.store(writer, "milliseconds of so many tokens");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** As in a log: each measured point. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Point point : points) {
            text.append(
                    "%s%d tokens %.1f ms exact, %.1f ms second"
                            .formatted(
                                    text.isEmpty() ? "" : "; ",
                                    point.tokens(),
                                    point.exact(),
                                    point.second()));
        }
        return text.toString();
    }
}
