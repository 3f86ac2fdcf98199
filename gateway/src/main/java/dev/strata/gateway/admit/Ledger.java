package dev.strata.gateway.admit;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * What tenants have used of their budgets of a day and a month, and what is held for attempts under
 * way. Each change is in the file before it counts: a process that is killed loses none, and what
 * it held comes free when its requests' deadlines have passed. Thread-safe.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Ledger.class);
    private static final long LARGEST = 4 << 20;

    /** The lease of an attempt that runs without one. */
    static final long NO_LEASE = 0;

    private final Optional<LedgerFile> file;
    private final InstantSource clock;
    private final Map<String, LedgerAccount> accounts = new TreeMap<>();
    private long nextLease = 1;
    private boolean unforced;

    /** Whether an attempt may begin. */
    sealed interface Reservation {
        /** It may; {@code lease} is settled at its end. */
        record Granted(long lease) implements Reservation {}

        /** It may not: the budget is used up. */
        record Refused(Failure failure) implements Reservation {}

        /** Nobody can tell: the file cannot be written. */
        record Unknown() implements Reservation {}
    }

    private Ledger(Optional<LedgerFile> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** A ledger that lives as long as the process. */
    public static Ledger inMemory(InstantSource clock) {
        return new Ledger(Optional.empty(), clock);
    }

    /**
     * The ledger of a file, which is made where it does not exist.
     *
     * @throws IllegalStateException where another process has it
     */
    public static Ledger open(Path path, InstantSource clock) {
        try {
            LedgerFile file = LedgerFile.open(path);
            Ledger ledger = new Ledger(Optional.of(file), clock);
            file.read().forEach(ledger::apply);
            file.replace(ledger.summary());
            return ledger;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "strata.admit.ledger-file '%s' cannot be used: %s; correct it"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    synchronized Reservation reserve(Tenant tenant, Claim claim) {
        Instant now = clock.instant();
        LedgerAccount account = account(tenant.id());
        account.roll(now);
        Tenant.Limits limits = tenant.limits();
        if (limits.tokensPerDay() > 0
                && account.tokens() + claim.tokens() > limits.tokensPerDay()) {
            return new Reservation.Refused(LimitFailure.day(tenant, untilTomorrow(now)));
        }
        if (limits.costPerMonth() > 0 && account.cost() + claim.cost() > limits.costPerMonth()) {
            return new Reservation.Refused(LimitFailure.month(tenant, untilNextMonth(now)));
        }
        LedgerEntry held =
                new LedgerEntry.Held(
                        nextLease,
                        tenant.id(),
                        claim.tokens(),
                        claim.cost(),
                        claim.expires().toEpochMilli());
        if (!write(held)) {
            return new Reservation.Unknown();
        }
        apply(held);
        return new Reservation.Granted(nextLease - 1);
    }

    /** Ends a lease; what was used is charged whatever was held. */
    synchronized void settle(String tenant, long lease, long tokens, double cost) {
        LedgerEntry settled =
                new LedgerEntry.Settled(
                        lease, tenant, tokens, cost, clock.instant().toEpochMilli());
        boolean _ = write(settled);
        apply(settled);
        compactWhereLarge();
    }

    /** Tokens that a tenant has used today. */
    public synchronized long tokensToday(String tenant) {
        LedgerAccount account = account(tenant);
        account.roll(clock.instant());
        return account.usedTokens();
    }

    /** What a tenant has used this month, in price units. */
    public synchronized double costThisMonth(String tenant) {
        LedgerAccount account = account(tenant);
        account.roll(clock.instant());
        return account.usedCost();
    }

    /** Brings to disk what was written since the last time. */
    public void force() {
        synchronized (this) {
            if (!unforced) {
                return;
            }
            unforced = false;
        }
        try {
            if (file.isPresent()) {
                file.get().force();
            }
        } catch (ClosedChannelException _) {
            // It was replaced meanwhile, which forces it.
        } catch (IOException e) {
            LOG.errorf("the ledger cannot be forced to disk: %s", e.getMessage());
        }
    }

    private boolean write(LedgerEntry entry) {
        try {
            if (file.isPresent()) {
                file.get().append(entry);
                unforced = true;
            }
            return true;
        } catch (IOException e) {
            LOG.errorf("the ledger cannot be written: %s", e.getMessage());
            return false;
        }
    }

    private void apply(LedgerEntry entry) {
        account(entry.tenant()).apply(entry);
        if (entry instanceof LedgerEntry.Held held) {
            nextLease = Math.max(nextLease, held.lease() + 1);
        }
    }

    private void compactWhereLarge() {
        try {
            if (file.isPresent() && file.get().bytes() > LARGEST) {
                file.get().replace(summary());
            }
        } catch (IOException e) {
            LOG.errorf("the ledger cannot be made smaller: %s", e.getMessage());
        }
    }

    private List<LedgerEntry> summary() {
        Instant now = clock.instant();
        List<LedgerEntry> entries = new ArrayList<>();
        for (LedgerAccount account : accounts.values()) {
            account.roll(now);
            entries.addAll(account.summary());
        }
        return entries;
    }

    private LedgerAccount account(String tenant) {
        return accounts.computeIfAbsent(tenant, LedgerAccount::new);
    }

    /** Until the day of UTC ends. */
    public static Duration untilTomorrow(Instant now) {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        return Duration.between(at, at.plusDays(1).with(LocalTime.MIDNIGHT));
    }

    /** Until the month of UTC ends. */
    public static Duration untilNextMonth(Instant now) {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        return Duration.between(at, at.plusMonths(1).withDayOfMonth(1).with(LocalTime.MIDNIGHT));
    }

    @Override
    public synchronized void close() {
        try {
            if (file.isPresent()) {
                file.get().replace(summary());
                file.get().close();
            }
        } catch (IOException e) {
            LOG.errorf("the ledger cannot be closed: %s", e.getMessage());
        }
    }
}
