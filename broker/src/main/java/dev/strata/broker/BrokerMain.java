package dev.strata.broker;

import dev.strata.process.ParentPipe;
import dev.strata.process.ReadyReport;
import java.util.List;
import java.util.Map;

/**
 * The broker process: starts, makes the topics, reports ready, and ends with its parent or on a
 * signal.
 *
 * <p>Usage: {@code java -Xmx256m -XX:+UseSerialGC -cp ... dev.strata.broker.BrokerMain --dir FOLDER
 * [--port N] [--topics FILE]}. Exit code 2 for a setting that is wrong, 1 for a start that failed.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Runs until the process is ended. */
    public static void main(String[] arguments) {
        int code = 0;
        try {
            run(BrokerSettings.parse(List.of(arguments), System.getenv()));
        } catch (BrokerException e) {
            System.err.println("broker: " + e.getMessage());
            code = 2;
        } catch (RuntimeException e) {
            e.printStackTrace(System.err);
            code = 1;
        }
        // Kafka leaves threads behind where a start failed.
        System.exit(code);
    }

    private static void run(BrokerSettings settings) {
        long begin = System.nanoTime();
        // Watched from the first moment: a parent that dies while we start takes us along.
        if (settings.parentPipe()) {
            ParentPipe.watch(System.in, () -> System.exit(0));
        }
        TopicFile file = TopicFile.load(settings.topics());
        EmbeddedBroker broker = EmbeddedBroker.start(settings.folder(), settings.port());
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("broker-stop").unstarted(broker::close));
        Topics.apply(broker.bootstrap(), file.topics());
        System.out.printf(
                "broker: ready on %s after %d ms, data in %s%n",
                broker.bootstrap(), (System.nanoTime() - begin) / 1_000_000, settings.folder());
        settings.readyFile()
                .ifPresent(ready ->
                        ReadyReport.ofThisProcess("broker", Map.of("kafka", broker.port()))
                                .write(ready));
        broker.awaitEnd();
    }
}
