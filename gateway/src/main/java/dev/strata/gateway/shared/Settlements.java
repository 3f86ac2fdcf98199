package dev.strata.gateway.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has to be given back to the shared store and charged there. Each tenant's are sent in
 * batches with growing numbers, one at a time, again until they are taken: the store charges a
 * number once. While it is away they add up here and none is lost. Thread-safe; never blocks.
 */
final class Settlements {
    /** Leases named in one batch at most; one that is not named ends by itself. */
    private static final int NAMED = 2_000;

    private final RedisStore store;
    private final String id;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /**
     * One request's end.
     *
     * @param lease that it held; empty for none
     * @param tokensBack to the minute's allowance; negative takes more
     * @param tokens to be charged to the day
     * @param cost to be charged to the month
     */
    record Settlement(String lease, long tokensBack, long tokens, double cost) {}

    /** What is not in the store yet. */
    record Owed(long tokens, double cost) {}

    /** Settlements of one tenant put together. */
    private static final class Batch {
        private final List<String> leases = new ArrayList<>();
        private long tokensBack;
        private long tokens;
        private double cost;
        private boolean isEmpty = true;

        void add(Settlement settlement) {
            isEmpty = false;
            if (!settlement.lease().isEmpty() && leases.size() < NAMED) {
                leases.add(settlement.lease());
            }
            tokensBack += settlement.tokensBack();
            tokens += settlement.tokens();
            cost += settlement.cost();
        }

        List<String> arguments(long number, long tokensPerMinute) {
            List<String> arguments = new ArrayList<>(leases.size() + 5);
            arguments.add(Long.toString(number));
            arguments.add(Long.toString(tokens));
            arguments.add(Double.toString(cost));
            arguments.add(Long.toString(tokensBack));
            arguments.add(Long.toString(tokensPerMinute));
            arguments.addAll(leases);
            return arguments;
        }
    }

    /** One tenant's. */
    private final class Account {
        private final String tenant;

        @GuardedBy("this")
        private Batch open = new Batch();

        @GuardedBy("this")
        private Batch sent = new Batch();

        @GuardedBy("this")
        private boolean isUnderWay;

        @GuardedBy("this")
        private long number;

        @GuardedBy("this")
        private long tokensPerMinute;

        Account(String tenant) {
            this.tenant = tenant;
        }

        synchronized void add(Settlement settlement, long perMinute) {
            open.add(settlement);
            tokensPerMinute = perMinute;
        }

        void send() {
            List<String> arguments;
            synchronized (this) {
                if (isUnderWay || !store.isUp()) {
                    return;
                }
                if (sent.isEmpty) {
                    if (open.isEmpty) {
                        return;
                    }
                    sent = open;
                    open = new Batch();
                    number++;
                }
                isUnderWay = true;
                arguments = sent.arguments(number, tokensPerMinute);
            }
            var _ = store.run(Script.SETTLE, keys(), arguments).handle((_, e) -> told(e == null));
        }

        private boolean told(boolean isTaken) {
            synchronized (this) {
                isUnderWay = false;
                if (isTaken) {
                    sent = new Batch();
                }
            }
            if (isTaken) {
                send();
            }
            return isTaken;
        }

        private List<String> keys() {
            return SharedKeys.with(store, tenant, "settled:" + id);
        }

        synchronized Owed owed() {
            return new Owed(open.tokens + sent.tokens, open.cost + sent.cost);
        }

        synchronized boolean isSettled() {
            return open.isEmpty && sent.isEmpty;
        }
    }

    /**
     * None yet.
     *
     * @param id of this replica, unique for each start
     */
    Settlements(RedisStore store, String id) {
        this.store = store;
        this.id = id;
    }

    void add(Tenant tenant, Settlement settlement) {
        Account account = accounts.computeIfAbsent(tenant.id(), Account::new);
        account.add(settlement, tenant.limits().tokensPerMinute());
        account.send();
    }

    /** Sends what waits; called at an interval. */
    void flush() {
        accounts.values().forEach(Account::send);
    }

    /** Charges that the store has not confirmed, of all tenants. */
    Owed owed() {
        long tokens = 0;
        double cost = 0;
        for (Account account : accounts.values()) {
            Owed owed = account.owed();
            tokens += owed.tokens();
            cost += owed.cost();
        }
        return new Owed(tokens, cost);
    }

    boolean isSettled() {
        return accounts.values().stream().allMatch(Account::isSettled);
    }
}
