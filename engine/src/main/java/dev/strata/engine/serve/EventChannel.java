package dev.strata.engine.serve;

import dev.strata.engine.GenerationEvent;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The events of one request on their way to its consumer, who may be as slow as he likes.
 *
 * <p>Holds at most one event for each token of the answer, and four more.
 */
final class EventChannel {
    private static final System.Logger LOG = System.getLogger(EventChannel.class.getName());

    private final BlockingQueue<GenerationEvent> events = new LinkedBlockingQueue<>();
    private final Consumer<GenerationEvent> consumer;
    private final Runnable broken;

    /**
     * @param broken runs when the consumer threw; he gets nothing more
     */
    EventChannel(Consumer<GenerationEvent> consumer, Runnable broken) {
        this.consumer = consumer;
        this.broken = broken;
    }

    /** Starts a thread of its own for the consumer; it ends with the last event. */
    void open(String name) {
        Thread.ofVirtual().name(name).start(this::deliver);
    }

    /** Never blocks. */
    void send(GenerationEvent event) {
        events.add(event);
    }

    private void deliver() {
        try {
            boolean last = false;
            while (!last) {
                GenerationEvent event = events.take();
                last = isLast(event);
                consumer.accept(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken.run();
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    "consumer of a generation failed; the generation is cancelled",
                    e);
            broken.run();
        }
    }

    private static boolean isLast(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.Admitted _, GenerationEvent.Prefilled _, GenerationEvent.Token _ ->
                    false;
            case GenerationEvent.Finished _, GenerationEvent.Failed _ -> true;
        };
    }
}
