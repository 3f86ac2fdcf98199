package dev.strata.gateway.admit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one tenant has used this day and month, and what is held for its attempts. Not thread-safe.
 */
final class LedgerAccount {
    private final String tenant;
    private final Map<Long, LedgerEntry.Held> held = new HashMap<>();
    private long day;
    private long dayTokens;
    private long month;
    private double monthCost;

    LedgerAccount(String tenant) {
        this.tenant = tenant;
    }

    void apply(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.Held h -> held.put(h.lease(), h);
            case LedgerEntry.Settled s -> {
                held.remove(s.lease());
                roll(Instant.ofEpochMilli(s.atMillis()));
                dayTokens += s.tokens();
                monthCost += s.cost();
            }
            case LedgerEntry.Used u -> {
                day = u.day();
                dayTokens = u.dayTokens();
                month = u.month();
                monthCost = u.monthCost();
            }
        }
    }

    /** Begins a new day and month where one has begun, and forgets leases that ran out. */
    void roll(Instant now) {
        // A clock that was fast and is set back over midnight does not give the budget anew.
        boolean setBack = day(now) == day - 1;
        if (day != day(now) && !setBack) {
            day = day(now);
            dayTokens = 0;
        }
        if (month != month(now) && !setBack) {
            month = month(now);
            monthCost = 0;
        }
        held.values().removeIf(lease -> lease.expiresMillis() <= now.toEpochMilli());
    }

    /** Tokens used this day and held. */
    long tokens() {
        return dayTokens + held.values().stream().mapToLong(LedgerEntry.Held::tokens).sum();
    }

    /** Cost of this month, used and held. */
    double cost() {
        return monthCost + held.values().stream().mapToDouble(LedgerEntry.Held::cost).sum();
    }

    /** Tokens used this day alone. */
    long usedTokens() {
        return dayTokens;
    }

    /** Cost used this month alone. */
    double usedCost() {
        return monthCost;
    }

    /** All that is known, in as few entries as it takes. */
    List<LedgerEntry> summary() {
        List<LedgerEntry> entries = new ArrayList<>(held.size() + 1);
        entries.add(new LedgerEntry.Used(tenant, day, dayTokens, month, monthCost));
        entries.addAll(held.values());
        return entries;
    }

    private static long day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }

    private static long month(Instant at) {
        var date = at.atOffset(ZoneOffset.UTC);
        return date.getYear() * 12L + date.getMonthValue() - 1;
    }
}
