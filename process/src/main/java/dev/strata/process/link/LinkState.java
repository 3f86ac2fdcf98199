package dev.strata.process.link;

/**
 * How the link is.
 *
 * @param latencyMillis that each byte waits, one way
 * @param loss share of pieces that are sent again, which takes 200 ms
 * @param cut nothing passes
 * @param fault what else becomes of answers; of this process alone, never in the file
 */
public record LinkState(double latencyMillis, double loss, boolean cut, Fault fault) {
    /** A link without a fault. */
    public static final LinkState GOOD = new LinkState(0, 0, false);

    public LinkState {
        if (!(latencyMillis >= 0) || !(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException(
                    "link is out of range: expected a latency of at least 0 and a loss from 0 to below 1, got %s ms and %s"
                            .formatted(latencyMillis, loss));
        }
    }

    /** Without a fault. */
    public LinkState(double latencyMillis, double loss, boolean cut) {
        this(latencyMillis, loss, cut, Fault.NONE);
    }

    /** The same link with this fault. */
    public LinkState withFault(Fault now) {
        return new LinkState(latencyMillis, loss, cut, now);
    }

    /** The same link, cut or joined. */
    public LinkState withCut(boolean now) {
        return new LinkState(latencyMillis, loss, now, fault);
    }

    /** One line, read by {@link #parse}. */
    public String line() {
        return "%s %s %s%n".formatted(latencyMillis, loss, cut);
    }

    /**
     * Reads {@link #line}.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static LinkState parse(String line) {
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
