package dev.strata.gateway.admin;

import dev.strata.gateway.capture.TrafficArchive;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.cost.CostCsv;
import dev.strata.router.cost.Costs;
import dev.strata.router.policy.PriceList;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What recorded traffic cost, as CSV or with FOCUS 1.0's columns: the numbers of {@code ./strata
 * feed cost}. One at a time, since it reads a topic. Thread-safe; blocks.
 */
final class CostReport {
    /** Each is kept by its id while they are added up, so that none counts twice. */
    static final long MOST_REQUESTS = 250_000;

    private static final Set<String> KNOWN =
            Set.of("month", "format", "currency", "unit_price", "largest");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-(0[1-9]|1[0-2])");
    private static final Pattern PRICE = Pattern.compile("\\d{1,12}(\\.\\d{1,12})?");

    /** Clocks of gateways and brokers may disagree by so much. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** Events that waited for a broker come so late at most; the command knows no such limit. */
    private static final Duration LATE = Duration.ofDays(14);

    private final TrafficArchive archive;
    private final Supplier<PriceList> prices;
    private final InstantSource clock;
    private final long mostRequests;
    private final Semaphore place = new Semaphore(1);

    /** Of the traffic of an archive, at the mesh's prices. */
    CostReport(TrafficArchive archive, Mesh mesh) {
        this(archive, mesh::prices, InstantSource.system(), MOST_REQUESTS);
    }

    CostReport(
            TrafficArchive archive,
            Supplier<PriceList> prices,
            InstantSource clock,
            long mostRequests) {
        this.archive = archive;
        this.prices = prices;
        this.clock = clock;
        this.mostRequests = mostRequests;
    }

    /**
     * The report that a query asks for: {@code month}, {@code format}, {@code currency}, {@code
     * unit_price}, {@code largest}.
     *
     * @throws GatewayException where the query is wrong, the archive is away, another report is
     *     being made, or there is too much of it
     */
    String of(MultiMap query) {
        query.names().stream()
                .filter(name -> !KNOWN.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong("query", "has an unknown field", "some of " + new TreeSet<>(KNOWN));
                });
        PriceList list = prices.get();
        Optional<YearMonth> month = Optional.ofNullable(query.get("month")).map(this::month);
        Costs costs =
                new Costs(
                        Costs.largest(list, Optional.ofNullable(query.get("largest")))
                                .orElseThrow(() ->
                                        wrong(
                                                "largest",
                                                "has no price",
                                                "one of " + new TreeSet<>(list.prices().keySet()))),
                        month);
        String format = Optional.ofNullable(query.get("format")).orElse("csv");
        switch (format) {
            case "csv" -> {
                read(costs, month);
                return CostCsv.plain(costs.lines());
            }
            case "focus" -> {
                CostCsv.Money money = money(query);
                read(costs, month);
                return CostCsv.focus(costs.lines(), list.unit(), money);
            }
            default -> throw wrong("format", "is unknown", "csv or focus");
        }
    }

    private YearMonth month(String given) {
        if (given.equals("last")) {
            return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).minusMonths(1);
        }
        if (!MONTH.matcher(given).matches()) {
            throw wrong("month", "is none", "year and month of UTC as in 2026-10, or last");
        }
        return YearMonth.parse(given);
    }

    private static CostCsv.Money money(MultiMap query) {
        String price = Optional.ofNullable(query.get("unit_price")).orElse("");
        if (!PRICE.matcher(price).matches()) {
            throw wrong("unit_price", "is no price", "a decimal number, money for one price unit");
        }
        String currency = Optional.ofNullable(query.get("currency")).orElse("");
        try {
            return new CostCsv.Money(currency, new BigDecimal(price));
        } catch (IllegalArgumentException e) {
            throw Failure.field("currency", String.valueOf(e.getMessage())).exception();
        }
    }

    private void read(Costs costs, Optional<YearMonth> month) {
        if (!place.tryAcquire()) {
            throw Failure.retry(
                            ErrorReason.OVERLOADED,
                            "another report of costs is being made: expected one at a time; come again in 5 s",
                            Duration.ofSeconds(5))
                    .exception();
        }
        try {
            archive.read(
                    month.map(first ->
                                    first.atDay(1)
                                            .atStartOfDay(ZoneOffset.UTC)
                                            .toInstant()
                                            .minus(SKEW))
                            .orElse(Instant.EPOCH),
                    month.map(last ->
                                    last.plusMonths(1)
                                            .atDay(1)
                                            .atStartOfDay(ZoneOffset.UTC)
                                            .toInstant()
                                            .plus(LATE))
                            .orElse(Instant.MAX),
                    event -> add(costs, event));
        } catch (TrafficArchive.AwayException e) {
            if (!e.isPassing()) {
                throw Failure.of(ErrorReason.UNSUPPORTED, String.valueOf(e.getMessage()))
                        .exception();
            }
            throw Failure.retry(
                            ErrorReason.CAPTURE_UNAVAILABLE,
                            String.valueOf(e.getMessage()),
                            Duration.ofSeconds(30))
                    .exception();
        } finally {
            place.release();
        }
    }

    private void add(Costs costs, TrafficEvent event) {
        costs.add(
                new Costs.Request(
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
                                .toList()));
        if (costs.requests() > mostRequests) {
            throw Failure.of(
                            ErrorReason.UNSUPPORTED,
                            "there is more traffic than is added up here: expected at most %d requests; name a month, or use ./strata feed cost"
                                    .formatted(mostRequests))
                    .exception();
        }
    }

    /** Without what was sent: it may be long, and the caller has it. */
    private static GatewayException wrong(String field, String what, String expected) {
        return Failure.field(
                        field,
                        "%s %s: expected %s, got something else; correct it"
                                .formatted(field, what, expected))
                .exception();
    }
}
