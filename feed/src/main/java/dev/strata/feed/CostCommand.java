package dev.strata.feed;

import static java.util.Objects.requireNonNull;

import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.topic.TopicLog;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.cost.CostCsv;
import dev.strata.router.cost.CostLine;
import dev.strata.router.cost.Costs;
import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what captured traffic cost, and what it would have cost on the largest tier alone. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description = {
            "Adds up what requests cost by day, tenant and tier: a table, CSV, or FOCUS 1.0's columns.",
            "Costs are those that were charged, in price units; a line's 'saved' is against the largest"
                    + " tier alone, and below 0 where answers were handed up."
        })
final class CostCommand implements Callable<Integer> {
    private static final String TOPIC = "traffic.v1";

    /** How lines are written. */
    enum Format {
        TABLE,
        CSV,
        FOCUS
    }

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(
            names = "--month",
            description = "YYYY-MM of UTC, or last (default: all that there is).")
    private @Nullable String month;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private Format format;

    @Option(names = "--out", description = "File, whole or not at all (default: the terminal).")
    private @Nullable Path out;

    @Option(names = "--prices", description = "The gateway's price file (default: its own).")
    private @Nullable Path prices;

    @Option(
            names = "--largest",
            paramLabel = "TIER",
            description = "That would have answered everything (default: the dearest).")
    private @Nullable String largest;

    @Option(names = "--currency", description = "ISO 4217, for focus.")
    private @Nullable String currency;

    @Option(names = "--unit-price", description = "Money for one price unit, for focus.")
    private @Nullable BigDecimal unitPrice;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (format == Format.FOCUS && (currency == null || unitPrice == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "money is missing: expected --currency and --unit-price with --format focus, got %s"
                            .formatted(currency == null ? "no --currency" : "no --unit-price"));
        }
        PriceList list = prices == null ? PriceList.bundled() : PriceList.load(prices);
        Costs costs =
                new Costs(
                        price(list),
                        Optional.ofNullable(month)
                                .map(given -> YearMonth.parse(MonthName.of(given, Instant.now()))));
        try (TopicLog log = TopicLog.open(bootstrap, TOPIC)) {
            log.read(
                    log.snapshot(Map.of()),
                    record ->
                            RowBuilder.decode(record)
                                    .map(CostCommand::request)
                                    .ifPresent(costs::add));
        }
        write(text(costs, list.unit()));
        return 0;
    }

    private static Costs.Request request(TrafficEvent event) {
        return new Costs.Request(
                event.getEventId(),
                Instant.ofEpochSecond(event.getStarted().getSeconds()),
                event.getTenant(),
                event.getAttemptsList().stream()
                        .map(ran ->
                                new Costs.Charge(
                                        ran.getTier(),
                                        ran.getModel(),
                                        ran.getCommitted(),
                                        ran.getPromptTokens(),
                                        ran.getCachedTokens(),
                                        ran.getCompletionTokens(),
                                        ran.getCost()))
                        .toList());
    }

    private Price price(PriceList list) {
        return Costs.largest(list, Optional.ofNullable(largest))
                .orElseThrow(() ->
                        new FeedException(
                                Code.BAD_INPUT,
                                "tier '%s' has no price: expected one of %s; correct --largest or --prices"
                                        .formatted(largest, list.prices().keySet())));
    }

    private String text(Costs costs, String unit) {
        return switch (format) {
            case TABLE -> table(costs, unit);
            case CSV -> CostCsv.plain(costs.lines());
            case FOCUS ->
                    CostCsv.focus(
                            costs.lines(),
                            unit,
                            new CostCsv.Money(requireNonNull(currency), requireNonNull(unitPrice)));
        };
    }

    private static String table(Costs costs, String unit) {
        Map<String, List<CostLine>> tiers = new TreeMap<>();
        for (CostLine line : costs.lines()) {
            tiers.computeIfAbsent(line.tenant() + "\0" + line.tier(), _ -> new ArrayList<>())
                    .add(line);
        }
        StringBuilder text = new StringBuilder();
        String row = "%-20s %-8s %10s %10s %14s %14s %14s%n";
        text.append(
                row.formatted("tenant", "tier", "answers", "attempts", "tokens", "cost", "saved"));
        for (List<CostLine> lines : tiers.values()) {
            CostLine first = lines.getFirst();
            text.append(row(row, first.tenant(), first.tier(), lines));
        }
        text.append(row(row, "all", "", costs.lines()));
        text.append("%n%d requests; cost in %s.%n".formatted(costs.requests(), unit));
        return text.toString();
    }

    private static String row(String format, String tenant, String tier, List<CostLine> lines) {
        return format.formatted(
                tenant,
                tier,
                lines.stream().mapToLong(CostLine::requests).sum(),
                lines.stream().mapToLong(CostLine::attempts).sum(),
                lines.stream().mapToLong(CostLine::tokens).sum(),
                units(lines.stream().mapToDouble(CostLine::cost).sum()),
                units(lines.stream().mapToDouble(CostLine::saved).sum()));
    }

    private static String units(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private void write(String text) throws IOException {
        if (out == null) {
            PrintWriter print = spec.commandLine().getOut();
            print.print(text);
            print.flush();
            return;
        }
        Path target = out.toAbsolutePath();
        Path part = Files.writeString(target.resolveSibling(target.getFileName() + ".part"), text);
        Files.move(
                part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
