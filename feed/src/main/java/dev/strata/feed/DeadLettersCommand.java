package dev.strata.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.topic.DeadLetterTopic;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a gateway could never send, and what a reader of its topic could not decode. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Shows events that could not be sent or read, and why. No text of theirs.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--spool", description = "The gateway's spool folder.")
    private @Nullable Path spool;

    @Option(
            names = "--bootstrap",
            description = "Kafka, HOST:PORT: shows what topic traffic.dlq holds too.")
    private @Nullable String bootstrap;

    @Option(names = "--json", description = "One JSON object per event on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** As the gateway writes it. */
    private record Line(String at, String kind, String reason, String bytes) {}

    /**
     * What is shown of one.
     *
     * @param tenant empty where the bytes are no event
     */
    private record Letter(
            String file,
            String at,
            String kind,
            String reason,
            int bytes,
            String tenant,
            String eventId,
            String requestId) {}

    /** Whose an event is. */
    private record Address(String tenant, String eventId, String requestId) {
        static final Address NONE = new Address("", "", "");
    }

    @Override
    public Integer call() {
        List<Letter> letters = new ArrayList<>();
        int unreadable = 0;
        for (Path file : files()) {
            for (String line : lines(file)) {
                Optional<Letter> letter = letter(file.getFileName().toString(), line);
                letter.ifPresent(letters::add);
                unreadable += letter.isPresent() ? 0 : 1;
            }
        }
        if (bootstrap != null) {
            letters.addAll(topic(bootstrap));
        }
        PrintWriter out = spec.commandLine().getOut();
        letters.forEach(letter -> out.println(json ? DatasetJson.line(letter) : text(letter)));
        out.flush();
        if (letters.isEmpty() && !json) {
            out.println("no dead letters");
        }
        if (unreadable > 0) {
            System.err.printf("feed: %d lines are no dead letters (a cut?)%n", unreadable);
        }
        return 0;
    }

    private static List<Letter> topic(String bootstrap) {
        try (DeadLetterTopic dead = DeadLetterTopic.open(bootstrap)) {
            return dead.letters().stream()
                    .map(l ->
                            new Letter(
                                    l.place(),
                                    "",
                                    "undecodable",
                                    l.reason(),
                                    l.bytes(),
                                    "",
                                    "",
                                    ""))
                    .toList();
        }
    }

    private List<Path> files() {
        if (spool == null) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(spool)) {
            return all.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(spool, e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static FeedException unreadable(Path what, IOException cause) {
        return new FeedException(
                FeedException.Code.BAD_INPUT,
                "spool '%s' cannot be read: expected a gateway's spool folder, got %s; pass --spool DIR"
                        .formatted(what, cause));
    }

    private static Optional<Letter> letter(String file, String text) {
        try {
            Line line = JSON.readValue(text, Line.class);
            byte[] bytes = Base64.getDecoder().decode(line.bytes());
            Address address = address(line.kind(), bytes);
            return Optional.of(
                    new Letter(
                            file,
                            line.at(),
                            line.kind(),
                            line.reason(),
                            bytes.length,
                            address.tenant(),
                            address.eventId(),
                            address.requestId()));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException _) {
            return Optional.empty();
        }
    }

    private static Address address(String kind, byte[] bytes) {
        try {
            return switch (kind) {
                case "traffic" -> {
                    TrafficEvent e = TrafficEvent.parseFrom(bytes);
                    yield new Address(e.getTenant(), e.getEventId(), e.getRequestId());
                }
                case "feedback" -> {
                    FeedbackEvent e = FeedbackEvent.parseFrom(bytes);
                    yield new Address(e.getTenant(), e.getEventId(), e.getRequestId());
                }
                case "consent" -> {
                    ConsentEvent e = ConsentEvent.parseFrom(bytes);
                    yield new Address(e.getTenant(), e.getEventId(), "");
                }
                case "erasure" -> {
                    ErasureEvent e = ErasureEvent.parseFrom(bytes);
                    yield new Address(e.getTenant(), e.getEventId(), "");
                }
                default -> Address.NONE;
            };
        } catch (InvalidProtocolBufferException _) {
            return Address.NONE;
        }
    }

    private static String text(Letter letter) {
        return "%s  %s  %s  %s  %,d bytes%n  %s"
                .formatted(
                        letter.at().isEmpty() ? letter.file() : letter.at(),
                        letter.kind(),
                        letter.tenant().isEmpty() ? "(no event)" : letter.tenant(),
                        letter.eventId(),
                        letter.bytes(),
                        letter.reason());
    }
}
