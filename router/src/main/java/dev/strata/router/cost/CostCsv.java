package dev.strata.router.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Costs as comma-separated values (RFC 4180), plain or with the columns of FOCUS 1.0. */
public final class CostCsv {
    private static final int DIGITS = 9;

    private CostCsv() {}

    /**
     * What a price unit costs.
     *
     * @param currency ISO 4217
     * @param perUnit money for one price unit
     */
    public record Money(String currency, BigDecimal perUnit) {
        public Money {
            if (!currency.matches("[A-Z]{3}") || perUnit.signum() < 0) {
                throw new IllegalArgumentException(
                        "money is wrong: expected a currency of three capitals and a price of 0 or more, got '%s' and %s; correct currency and unit price"
                                .formatted(currency, perUnit));
            }
        }

        BigDecimal of(double units) {
            return perUnit.multiply(exact(units)).setScale(DIGITS, RoundingMode.HALF_EVEN);
        }
    }

    /** One row a line, in price units. */
    public static String plain(List<CostLine> lines) {
        return text(lines.stream().map(CostCsv::plain).toList());
    }

    /**
     * One row of usage a line, by the FinOps Open Cost and Usage Specification 1.0: tenants are
     * sub-accounts, tiers resources, models SKUs. Columns of our own begin with {@code x_}.
     *
     * @param unit what a price unit is, in words
     */
    public static String focus(List<CostLine> lines, String unit, Money money) {
        return text(lines.stream().map(line -> focus(line, unit, money)).toList());
    }

    private static Map<String, Object> plain(CostLine line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("day", line.day());
        row.put("tenant", line.tenant());
        row.put("tier", line.tier());
        row.put("model", line.model());
        row.put("requests", line.requests());
        row.put("attempts", line.attempts());
        row.put("prompt_tokens", line.promptTokens());
        row.put("cached_tokens", line.cachedTokens());
        row.put("completion_tokens", line.completionTokens());
        row.put("cost", exact(line.cost()));
        row.put("cost_on_largest_tier", exact(line.baseline()));
        row.put("saved", exact(line.saved()));
        return row;
    }

    private static Map<String, Object> focus(CostLine line, String unit, Money money) {
        YearMonth month = YearMonth.from(line.day());
        BigDecimal cost = money.of(line.cost());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("AvailabilityZone", "");
        row.put("BilledCost", cost);
        row.put("BillingAccountId", "strata");
        row.put("BillingAccountName", "Strata");
        row.put("BillingCurrency", money.currency());
        row.put("BillingPeriodEnd", start(month.plusMonths(1).atDay(1)));
        row.put("BillingPeriodStart", start(month.atDay(1)));
        row.put("ChargeCategory", "Usage");
        row.put("ChargeClass", "");
        row.put(
                "ChargeDescription",
                "Answers of %s on tier %s".formatted(line.model(), line.tier()));
        row.put("ChargeFrequency", "Usage-Based");
        row.put("ChargePeriodEnd", start(line.day().plusDays(1)));
        row.put("ChargePeriodStart", start(line.day()));
        for (String none : List.of("Category", "Id", "Name", "Status", "Type")) {
            row.put("CommitmentDiscount" + none, "");
        }
        row.put("ConsumedQuantity", line.tokens());
        row.put("ConsumedUnit", "Tokens");
        row.put("ContractedCost", cost);
        row.put("ContractedUnitPrice", money.perUnit());
        row.put("EffectiveCost", cost);
        row.put("InvoiceIssuerName", "Strata");
        row.put("ListCost", cost);
        row.put("ListUnitPrice", money.perUnit());
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", exact(line.cost()));
        row.put("PricingUnit", unit);
        row.put("ProviderName", "Strata");
        row.put("PublisherName", "Strata");
        row.put("RegionId", "");
        row.put("RegionName", "");
        row.put("ResourceId", line.tier());
        row.put("ResourceName", line.tier());
        row.put("ResourceType", "Model tier");
        row.put("ServiceCategory", "AI and Machine Learning");
        row.put("ServiceName", "Strata");
        row.put("SkuId", line.model());
        row.put("SkuPriceId", line.tier() + "/" + line.model());
        row.put("SubAccountId", line.tenant());
        row.put("SubAccountName", line.tenant());
        row.put("Tags", "{}");
        row.put("x_Requests", line.requests());
        row.put("x_Attempts", line.attempts());
        row.put("x_CostOnLargestTier", money.of(line.baseline()));
        row.put("x_Saved", money.of(line.saved()));
        return row;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static BigDecimal exact(double units) {
        return BigDecimal.valueOf(units).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    private static String text(List<Map<String, Object>> rows) {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (lines.isEmpty()) {
                lines.add(String.join(",", row.keySet()));
            }
            lines.add(row.values().stream().map(CostCsv::field).collect(Collectors.joining(",")));
        }
        return lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n";
    }

    /** A spreadsheet would compute what begins like a formula. */
    private static String plainText(String words) {
        return words.isEmpty() || "=+-@".indexOf(words.charAt(0)) < 0 ? words : "'" + words;
    }

    private static String field(Object value) {
        String text =
                value instanceof BigDecimal number
                        ? number.toPlainString()
                        : value instanceof String words ? plainText(words) : "" + value;
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
