package dev.strata.cli.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * When the tokens of some answers came.
 *
 * @param heard answers
 * @param asked how many were asked for
 */
record LoadTimes(List<Heard> heard, int asked) {
    LoadTimes {
        heard = List.copyOf(heard);
    }

    int failed() {
        return asked - heard.size();
    }

    /** Of each answer, from its first token to its last. */
    Latencies perToken() {
        return latencies(heard.stream().mapToLong(Heard::perTokenNanos).toArray());
    }

    /** Of each answer, until its first token. */
    Latencies first() {
        return latencies(heard.stream().mapToLong(Heard::firstNanos).toArray());
    }

    /** Between all tokens that follow each other. */
    Latencies between() {
        return latencies(
                heard.stream()
                        .flatMapToLong(each -> {
                            List<Long> times = each.tokenNanos();
                            return IntStream.range(1, times.size())
                                    .mapToLong(i -> times.get(i) - times.get(i - 1));
                        })
                        .toArray());
    }

    private Latencies latencies(long[] nanos) {
        return new Latencies(nanos, failed());
    }
}
