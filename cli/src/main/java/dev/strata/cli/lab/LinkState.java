package dev.strata.cli.lab;

/**
 * How the link is.
 *
 * @param latencyMillis that each byte waits, one way
 * @param loss share of pieces that are sent again, which takes 200 ms
 * @param cut nothing passes
 */
record LinkState(double latencyMillis, double loss, boolean cut) {
    LinkState {
        if (!(latencyMillis >= 0) || !(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException(
                    "link is out of range: expected a latency of at least 0 and a loss from 0 to below 1, got %s ms and %s"
                            .formatted(latencyMillis, loss));
        }
    }

    LinkState withCut(boolean now) {
        return new LinkState(latencyMillis, loss, now);
    }

    /** One line, read by {@link #parse}. */
    String line() {
        return "%s %s %s%n".formatted(latencyMillis, loss, cut);
    }

    static LinkState parse(String line) {
        String[] parts = line.strip().split(" ");
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "link's file is not whole: expected 3 values, got '%s'".formatted(line));
        }
        return new LinkState(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Boolean.parseBoolean(parts[2]));
    }
}
