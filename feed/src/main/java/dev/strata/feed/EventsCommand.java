package dev.strata.feed;

import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Row;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.topic.TopicLog;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows captured events. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Shows captured events, the newest last.")
final class EventsCommand implements Callable<Integer> {
    private static final int SHOWN_CHARACTERS = 72;
    private static final int SLACK_RECORDS = 50;

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--last", defaultValue = "10", description = "How many. Default 10.")
    private int last;

    @Mixin private IntakeKeyOptions keys = new IntakeKeyOptions();

    @Option(
            names = "--private",
            description = "Shows private text too, with the key of --keys or --intake-key.")
    private boolean showPrivate;

    @Option(names = "--json", description = "One JSON object per event on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Contents contents = keys.forReading(showPrivate);
        List<EventView> views = new ArrayList<>();
        long strange = 0;
        try (TopicLog log = TopicLog.open(bootstrap, "traffic.v1")) {
            List<TopicRecord> records = new ArrayList<>();
            log.read(tail(log.snapshot(Map.of())), records::add);
            Set<String> seen = new HashSet<>();
            for (TopicRecord record : records) {
                Optional<TrafficEvent> event = RowBuilder.decode(record);
                if (event.isEmpty()) {
                    strange++;
                } else if (seen.add(event.get().getEventId())) {
                    views.add(
                            EventView.of(
                                    record.partition(), record.offset(), event.get(), contents));
                }
            }
        }
        views.sort(Comparator.comparing(EventView::started).thenComparing(EventView::eventId));
        PrintWriter print = spec.commandLine().getOut();
        views.stream()
                .skip(Math.max(0, views.size() - last))
                .forEach(view -> print.println(json ? DatasetJson.line(view) : text(view)));
        print.flush();
        if (strange > 0) {
            System.err.printf("feed: %d records are no traffic events%n", strange);
        }
        return 0;
    }

    /**
     * The newest of each partition, among which are the newest of all; some more, since what does
     * not decode or came twice is not shown.
     */
    private TopicRange tail(TopicRange all) {
        return new TopicRange(
                all.clusterId(),
                all.topic(),
                all.topicId(),
                all.partitions().stream()
                        .map(p ->
                                new TopicRange.Offsets(
                                        p.partition(),
                                        Math.max(
                                                p.from(),
                                                p.to() - Math.max(0, last) - SLACK_RECORDS),
                                        p.to(),
                                        0))
                        .toList());
    }

    private static String text(EventView view) {
        String way =
                view.attempts().stream()
                        .map(a ->
                                a.committed()
                                        ? a.tier()
                                        : "%s(%s)".formatted(a.tier(), notCommitted(a)))
                        .collect(Collectors.joining(" -> "));
        int tokens =
                view.attempts().stream()
                        .mapToInt(a -> a.promptTokens() + a.completionTokens())
                        .sum();
        String answer =
                view.attempts().stream()
                        .filter(EventView.AttemptView::committed)
                        .map(a ->
                                a.outputForm().equals("plain") ? a.output() : note(a.outputForm()))
                        .findFirst()
                        .orElse("(no answer)");
        String question =
                view.inputForm().equals("plain")
                        ? view.input().stream()
                                .filter(t -> t.role().equals("user"))
                                .reduce((_, later) -> later)
                                .map(Row.Turn::content)
                                .orElse("")
                        : note(view.inputForm());
        return "%s  %s  %s  %s  %s%s%n  %s, %s, %d tokens, cost %.4g, %.0f ms%n  asked    %s%n  answered %s"
                .formatted(
                        view.started(),
                        view.eventId(),
                        view.tenant(),
                        view.method(),
                        way.isEmpty() ? "(no tier)" : way,
                        view.status() == 0
                                ? ""
                                : "  status %d %s".formatted(view.status(), view.errorType()),
                        view.reasonCode(),
                        view.dataClass(),
                        tokens,
                        view.cost(),
                        view.durationMs(),
                        clip(question),
                        clip(answer));
    }

    private static String notCommitted(EventView.AttemptView attempt) {
        return attempt.escalateReason().isEmpty() ? attempt.finish() : attempt.escalateReason();
    }

    private static String note(String form) {
        return switch (form) {
            case "sealed", "hidden" -> "(private)";
            case "claim" -> "(stored elsewhere)";
            default -> "(not recorded)";
        };
    }

    private static String clip(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS
                ? line
                : line.substring(0, SHOWN_CHARACTERS - 3) + "...";
    }
}
