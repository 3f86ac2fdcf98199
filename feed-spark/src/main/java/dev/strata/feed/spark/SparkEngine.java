package dev.strata.feed.spark;

import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.Job;
import dev.strata.feed.engine.Task;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A Spark application: a task goes to each executor once, items in partitions, and what comes of
 * them comes back in their order. Nothing is shuffled or kept between calls.
 */
final class SparkEngine implements Engine {
    private static final int ITEMS_AT_ONCE = 32_768;
    private static final int PARTITIONS_PER_CORE = 4;

    private final JavaSparkContext context;

    SparkEngine(JavaSparkContext context) {
        this.context = context;
    }

    @Override
    public <T, R> Job<T, R> job(Task<T, R> task) {
        Broadcast<Task<T, R>> everywhere = context.broadcast(task);
        return items -> run(everywhere, items);
    }

    private <T, R> List<R> run(Broadcast<Task<T, R>> task, List<T> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        int partitions = Math.min(items.size(), PARTITIONS_PER_CORE * context.defaultParallelism());
        try {
            return context.parallelize(items, partitions)
                    .mapPartitions(some -> mapped(task.value().begin(), some))
                    .collect();
        } catch (Exception e) {
            throw said(e);
        }
    }

    private static <T, R> Iterator<R> mapped(Function<T, R> function, Iterator<T> items) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public R next() {
                return function.apply(items.next());
            }
        };
    }

    /** What the task said, where it refused an item; Spark wraps it. */
    private static FeedException said(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FeedException feed) {
                return feed;
            }
        }
        return new FeedException(
                Code.LOST_ENGINE,
                "Spark gave up: expected all partitions to be worked on, got: %s; nothing was published, look into the executors' logs and run again"
                        .formatted(
                                String.valueOf(failure.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")),
                failure);
    }

    @Override
    public int itemsAtOnce() {
        return ITEMS_AT_ONCE;
    }

    @Override
    public void close() {
        context.close();
    }
}
