package dev.strata.router.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostsTest {
    /** 1 unit for a prompt token, 2 for one of the answer; cached ones are free. */
    private static final Price LARGEST = new Price(1000, 0, 2000);

    private static Costs.Request event(
            String id, String at, String tenant, Costs.Charge... attempts) {
        return new Costs.Request(id, Instant.parse(at), tenant, List.of(attempts));
    }

    private static Costs.Charge attempt(String tier, boolean answered, int prompt, double cost) {
        return new Costs.Charge(tier, "model-" + tier, answered, prompt, 1, 5, cost);
    }

    @Test
    void add_escalatedAnswer_costsOnBothTiersAndSavesAgainstOne() {
        Costs costs = new Costs(LARGEST, Optional.empty());
        costs.add(
                event(
                        "1",
                        "2026-11-03T10:00:00Z",
                        "demo",
                        attempt("v1", false, 11, 3),
                        attempt("v2", true, 11, 7)));

        List<CostLine> lines = costs.lines();

        assertEquals(List.of("v1", "v2"), lines.stream().map(CostLine::tier).toList());
        assertEquals(0, lines.get(0).requests());
        assertEquals(-3, lines.get(0).saved());
        assertEquals(1, lines.get(1).requests());
        // Ten prompt tokens that were not cached and five of the answer.
        assertEquals(20, lines.get(1).baseline());
        assertEquals(10, lines.stream().mapToDouble(CostLine::saved).sum());
    }

    @Test
    void add_againOfAnotherMonthOrDay_isCountedOnceAndApart() {
        Costs costs = new Costs(LARGEST, Optional.of(YearMonth.of(2026, 11)));
        Costs.Request last = event("1", "2026-11-30T23:59:59Z", "demo", attempt("v1", true, 1, 1));
        costs.add(last);
        costs.add(last);
        costs.add(event("2", "2026-12-01T00:00:00Z", "demo", attempt("v1", true, 1, 1)));
        costs.add(event("3", "2026-11-01T00:00:00Z", "demo", attempt("v1", true, 1, 1)));
        costs.add(event("4", "2026-11-01T00:00:01Z", "other", attempt("v1", true, 1, 1)));
        costs.add(event("5", "2026-11-01T00:00:02Z", "other", attempt("v1", true, 2, 2)));

        assertEquals(4, costs.requests());
        assertEquals(
                List.of("2026-11-01 demo 1", "2026-11-01 other 2", "2026-11-30 demo 1"),
                costs.lines().stream()
                        .map(l -> l.day() + " " + l.tenant() + " " + l.requests())
                        .toList());
    }

    @Test
    void plain_awkwardNames_areQuoted() {
        Costs costs = new Costs(LARGEST, Optional.empty());
        costs.add(event("1", "2026-11-03T10:00:00Z", "a,\"b\"", attempt("v1", true, 11, 0.125)));

        String text = CostCsv.plain(costs.lines());

        assertTrue(text.startsWith("day,tenant,tier,model,requests,"), text);
        assertTrue(
                text.endsWith(
                        "2026-11-03,\"a,\"\"b\"\"\",v1,model-v1,1,1,11,1,5,0.125000000,20.000000000,19.875000000\r\n"),
                text);
    }

    /** Such as a spreadsheet would compute. */
    @Test
    void plain_nameThatBeginsLikeAFormula_isText() {
        Costs costs = new Costs(LARGEST, Optional.empty());
        costs.add(event("1", "2026-11-03T10:00:00Z", "=1+1", attempt("v1", true, 11, 0.125)));

        String text = CostCsv.plain(costs.lines());

        assertTrue(text.contains("2026-11-03,'=1+1,v1,"), text);
    }

    @Test
    void focus_line_hasItsPeriodMoneyAndEveryColumn() {
        Costs costs = new Costs(LARGEST, Optional.empty());
        costs.add(event("1", "2026-12-31T10:00:00Z", "demo", attempt("v1", true, 11, 4)));

        String[] rows =
                CostCsv.focus(
                                costs.lines(),
                                "core-seconds",
                                new CostCsv.Money("EUR", new BigDecimal("0.00002")))
                        .split("\r\n");

        List<String> names = Arrays.asList(rows[0].split(","));
        List<String> values = Arrays.asList(rows[1].split(",", -1));
        assertEquals(names.size(), values.size());
        assertEquals("0.000080000", values.get(names.indexOf("BilledCost")));
        assertEquals("2027-01-01T00:00:00Z", values.get(names.indexOf("BillingPeriodEnd")));
        assertEquals("2026-12-31T00:00:00Z", values.get(names.indexOf("ChargePeriodStart")));
        assertEquals("4.000000000", values.get(names.indexOf("PricingQuantity")));
        assertEquals("core-seconds", values.get(names.indexOf("PricingUnit")));
        assertEquals("16", values.get(names.indexOf("ConsumedQuantity")));
        assertEquals("demo", values.get(names.indexOf("SubAccountId")));
        assertEquals("0.000320000", values.get(names.indexOf("x_Saved")));
    }

    @Test
    void largest_unnamed_isTheDearestOfThePrices() {
        PriceList prices = PriceList.bundled();

        assertEquals(prices.of("v3"), Costs.largest(prices, Optional.empty()));
        assertEquals(prices.of("v1"), Costs.largest(prices, Optional.of("v1")));
        assertEquals(Optional.empty(), Costs.largest(prices, Optional.of("v9")));
    }

    @Test
    void money_noCurrency_isRefused() {
        BigDecimal one = BigDecimal.ONE;
        assertThrows(IllegalArgumentException.class, () -> new CostCsv.Money("euro", one));
        assertThrows(IllegalArgumentException.class, () -> new CostCsv.Money("EUR", one.negate()));
    }
}
