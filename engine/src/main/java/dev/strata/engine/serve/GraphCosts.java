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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What computations cost on each of two graphs, logits included, measured on this machine.
 *
 * @param steps of one token of so many answers, by rising answers; at least one
 * @param prompts of so many tokens of one answer, by rising tokens; at least one
 */
record GraphCosts(List<Point> steps, List<Point> prompts) {
    /** Answers in a step where it is measured. */
    static final List<Integer> MEASURED_STEPS = List.of(1, 2, 4, 8, 16);

    /** Tokens of a prompt, or of a guess that is verified, where it is measured. */
    static final List<Integer> MEASURED_PROMPTS = List.of(1, 4, 16, 64, 256);

    /** Below this share of the exact graph's time, a second graph is worth its memory. */
    private static final double WORTH = .9;

    /**
     * One measurement.
     *
     * @param size answers of a step, or tokens of a prompt
     * @param exact milliseconds of the exact graph
     * @param second milliseconds of the second graph
     */
    record Point(int size, double exact, double second) {
        private boolean worth() {
            return second < WORTH * exact;
        }
    }

    GraphCosts {
        steps = List.copyOf(steps);
        prompts = List.copyOf(prompts);
    }

    /** Where steps are measured of a model that has {@code slots}. */
    static List<Integer> steps(int slots) {
        return MEASURED_STEPS.stream().filter(answers -> answers <= slots).toList();
    }

    /** Where prompts are measured of a model whose context is {@code context} tokens. */
    static List<Integer> prompts(int context) {
        return MEASURED_PROMPTS.stream().filter(tokens -> tokens <= context).toList();
    }

    /** Whether it was measured wherever such a model may be. */
    boolean covers(int slots, int context) {
        return sizes(steps).containsAll(steps(slots))
                && sizes(prompts).containsAll(prompts(context));
    }

    private static List<Integer> sizes(List<Point> points) {
        return points.stream().map(Point::size).toList();
    }

    /** Whether the second graph should compute one token of each of {@code answers}. */
    boolean secondSteps(int answers) {
        return second(steps, answers) < exact(steps, answers);
    }

    /** Whether the second graph should compute {@code tokens} tokens of one answer. */
    boolean secondPrompts(int tokens) {
        return second(prompts, tokens) < exact(prompts, tokens);
    }

    /**
     * Whether a second graph is worth loading, for long prompts or for many answers.
     *
     * @param slots answers at once, at most
     * @param context tokens of a prompt, at most
     */
    boolean worthLoading(int slots, int context) {
        return longest(prompts, context).worth() || longest(steps, slots).worth();
    }

    /** The largest size that can come about; a table may have been measured for more. */
    private static Point longest(List<Point> points, int most) {
        return points.stream()
                .filter(point -> point.size() <= most)
                .reduce((_, last) -> last)
                .orElse(points.getFirst());
    }

    static double exact(List<Point> points, int size) {
        Point[] ends = around(points, size);
        return between(size, ends[0].size(), ends[0].exact(), ends[1].size(), ends[1].exact());
    }

    static double second(List<Point> points, int size) {
        Point[] ends = around(points, size);
        return between(size, ends[0].size(), ends[0].second(), ends[1].size(), ends[1].second());
    }

    private static Point[] around(List<Point> points, int size) {
        int upper = Math.min(1, points.size() - 1);
        while (upper < points.size() - 1 && points.get(upper).size() < size) {
            upper++;
        }
        return new Point[] {points.get(Math.max(0, upper - 1)), points.get(upper)};
    }

    private static double between(double x, double x0, double y0, double x1, double y1) {
        return x0 == x1 ? y0 : y0 + (x - x0) * (y1 - y0) / (x1 - x0);
    }

    /** Reads a table; empty where there is none, or a broken one. */
    static Optional<GraphCosts> read(Path file) {
        Properties numbers = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            numbers.load(reader);
            List<Point> steps = points(numbers, "steps", MEASURED_STEPS);
            List<Point> prompts = points(numbers, "prompts", MEASURED_PROMPTS);
            return steps.isEmpty() || prompts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new GraphCosts(steps, prompts));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static List<Point> points(Properties numbers, String kind, List<Integer> sizes) {
        List<Point> points = new ArrayList<>();
        for (int size : sizes) {
            String exact = numbers.getProperty("%s.%d.exact".formatted(kind, size));
            if (exact != null) { // few slots, or a short context, end a table earlier
                String second = numbers.getProperty("%s.%d.second".formatted(kind, size), "");
                points.add(new Point(size, Double.parseDouble(exact), Double.parseDouble(second)));
            }
        }
        return points;
    }

    /** Writes the table, whole or not at all. */
    void write(Path file) throws IOException {
        Properties numbers = new Properties();
        put(numbers, "steps", steps);
        put(numbers, "prompts", prompts);
        Path part = Files.createTempFile(file.getParent(), "costs", ".part");
        try (Writer writer = Files.newBufferedWriter(part)) {
            numbers.store(
                    writer, "milliseconds: steps of so many answers, prompts of so many tokens");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void put(Properties numbers, String kind, List<Point> points) {
        for (Point point : points) {
            String name = "%s.%d.".formatted(kind, point.size());
            numbers.setProperty(name + "exact", "" + point.exact());
            numbers.setProperty(name + "second", "" + point.second());
        }
    }

    /** As in a log: each measured point. */
    @Override
    public String toString() {
        return Stream.concat(
                        steps.stream().map(point -> words("answers", point)),
                        prompts.stream().map(point -> words("tokens", point)))
                .collect(Collectors.joining("; "));
    }

    private static String words(String unit, Point point) {
        return "%d %s %.1f ms exact, %.1f ms second"
                .formatted(point.size(), unit, point.exact(), point.second());
    }
}
