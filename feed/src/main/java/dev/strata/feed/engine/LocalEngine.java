package dev.strata.feed.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The processors of this machine. */
public final class LocalEngine implements Engine {
    private static final int ITEMS_AT_ONCE = 4096;
    private static final int SLICES_PER_PROCESSOR = 4;

    @Override
    public <T, R> Job<T, R> job(Task<T, R> task) {
        return items -> run(task, items);
    }

    private static <T, R> List<R> run(Task<T, R> task, List<T> items) {
        int slices =
                Math.min(
                        items.size(),
                        SLICES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        return IntStream.range(0, slices)
                .parallel()
                .mapToObj(slice -> slice(task, items, slice, slices))
                .flatMap(List::stream)
                .toList();
    }

    private static <T, R> List<R> slice(Task<T, R> task, List<T> items, int slice, int slices) {
        Function<T, R> function = task.begin();
        int from = (int) ((long) items.size() * slice / slices);
        int to = (int) ((long) items.size() * (slice + 1) / slices);
        List<R> results = new ArrayList<>(to - from);
        for (T item : items.subList(from, to)) {
            results.add(function.apply(item));
        }
        return results;
    }

    @Override
    public int itemsAtOnce() {
        return ITEMS_AT_ONCE;
    }

    @Override
    public void close() {
        // Nothing of its own is open.
    }
}
