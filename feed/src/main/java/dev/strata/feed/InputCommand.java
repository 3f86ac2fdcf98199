package dev.strata.feed;

import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.topic.DeadLetterTopic;
import dev.strata.feed.topic.TopicLog;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Says what of the topic is a dataset's input: events that decode, each once. What does not goes to
 * the dead-letter topic.
 */
@Command(
        name = "input",
        mixinStandardHelpOptions = true,
        description = {
            "Counts what a dataset would be made of; with --out writes the requests' ids.",
            "Puts what does not decode into topic traffic.dlq, each record once."
        })
final class InputCommand implements Callable<Integer> {
    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--out", description = "File for the ids, one a line, in the input's order.")
    private @Nullable Path out;

    @Spec private CommandSpec spec;

    private long records;
    private long undecodable;
    private final Set<String> events = new HashSet<>();
    private final StringBuilder ids = new StringBuilder();

    /** A record that does not decode, where it was, and why. */
    private record Poison(String topic, TopicRecord record, String reason) {}

    /** How many records of a topic there are, and how many of them do not decode. */
    private record Counted(String topic, long records, long poison) {}

    @Override
    public Integer call() throws IOException {
        List<Poison> poison = new ArrayList<>();
        List<Counted> others = new ArrayList<>();
        for (EventTopic topic : EventTopic.values()) {
            Counted counted = read(topic, poison);
            if (topic == EventTopic.TRAFFIC) {
                records = counted.records();
                undecodable = counted.poison();
            } else if (counted.records() > 0) {
                others.add(counted);
            }
        }
        if (!poison.isEmpty()) {
            try (DeadLetterTopic dead = DeadLetterTopic.open(bootstrap)) {
                poison.forEach(one -> dead.put(one.topic(), one.record(), one.reason()));
            }
        }
        if (out != null) {
            Files.writeString(out, "# records=" + records + "\n" + ids);
        } else {
            print(others);
        }
        return 0;
    }

    private Counted read(EventTopic topic, List<Poison> poison) {
        long[] counts = new long[2];
        try (TopicLog log = TopicLog.open(bootstrap, topic.topic())) {
            // Without traffic there is no input; the other topics may not be there yet.
            if (topic != EventTopic.TRAFFIC && !log.exists()) {
                return new Counted(topic.topic(), 0, 0);
            }
            log.read(
                    log.snapshot(Map.of()),
                    record -> {
                        counts[0]++;
                        Optional<String> fault = topic.fault(record);
                        if (fault.isPresent()) {
                            counts[1]++;
                            poison.add(new Poison(topic.topic(), record, fault.get()));
                        } else if (topic == EventTopic.TRAFFIC) {
                            RowBuilder.decode(record).ifPresent(this::count);
                        }
                    });
        }
        return new Counted(topic.topic(), counts[0], counts[1]);
    }

    private void count(TrafficEvent event) {
        if (events.add(event.getEventId())) {
            ids.append(event.getRequestId()).append('\n');
        }
    }

    private void print(List<Counted> others) {
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                "%d records: %d events, %d again, %d that do not decode%n",
                records, events.size(), records - undecodable - events.size(), undecodable);
        for (Counted one : others) {
            print.printf(
                    "%s: %d records, %d that do not decode%n",
                    one.topic(), one.records(), one.poison());
        }
        print.flush();
    }
}
