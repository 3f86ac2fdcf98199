package dev.strata.feed;

import com.google.protobuf.InvalidProtocolBufferException;
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
    private static final String TOPIC = "traffic.v1";

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--out", description = "File for the ids, one a line, in the input's order.")
    private @Nullable Path out;

    @Spec private CommandSpec spec;

    private long records;
    private final List<TopicRecord> undecodable = new ArrayList<>();
    private final Set<String> events = new HashSet<>();
    private final StringBuilder ids = new StringBuilder();

    @Override
    public Integer call() throws IOException {
        try (TopicLog log = TopicLog.open(bootstrap, TOPIC)) {
            log.read(
                    log.snapshot(Map.of()),
                    record -> {
                        records++;
                        Optional<TrafficEvent> event = RowBuilder.decode(record);
                        if (event.isEmpty()) {
                            undecodable.add(record);
                        } else if (events.add(event.get().getEventId())) {
                            ids.append(event.get().getRequestId()).append('\n');
                        }
                    });
        }
        if (!undecodable.isEmpty()) {
            try (DeadLetterTopic dead = DeadLetterTopic.open(bootstrap)) {
                undecodable.forEach(record -> dead.put(TOPIC, record, reason(record)));
            }
        }
        if (out != null) {
            Files.writeString(out, "# records=" + records + "\n" + ids);
        } else {
            PrintWriter print = spec.commandLine().getOut();
            print.printf(
                    "%d records: %d events, %d again, %d that do not decode%n",
                    records,
                    events.size(),
                    records - undecodable.size() - events.size(),
                    undecodable.size());
            print.flush();
        }
        return 0;
    }

    private static String reason(TopicRecord record) {
        if (!record.type().equals(Optional.of(RowBuilder.TYPE))) {
            return "expected ce_type %s, got %s"
                    .formatted(RowBuilder.TYPE, record.type().orElse("none"));
        }
        try {
            TrafficEvent _ = TrafficEvent.parseFrom(record.value());
            return "expected an event_id, got none";
        } catch (InvalidProtocolBufferException e) {
            return "expected a TrafficEvent, got other bytes";
        }
    }
}
