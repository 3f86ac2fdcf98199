package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.TenantRules;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-22T07:00:00Z"));
    private final InstantSource clock = now::get;

    static Tenant tenant(String id, long tokensPerDay, double costPerMonth) {
        return new Tenant(
                id,
                TenantRules.open(id),
                Set.of(),
                "",
                new Tenant.Limits(0, 0, 0, tokensPerDay, costPerMonth, false));
    }

    private Claim claim(long tokens, double cost) {
        return new Claim(tokens, cost, now.get().plusSeconds(60));
    }

    private static long granted(Ledger.Reservation reservation) {
        return assertInstanceOf(Ledger.Reservation.Granted.class, reservation).lease();
    }

    @Test
    void reserve_overTheDay_isRefusedUntilMidnight() {
        Ledger ledger = Ledger.inMemory(clock);
        Tenant tenant = tenant("a", 100, 0);
        long _ = granted(ledger.reserve(tenant, claim(60, 0)));

        var refused =
                assertInstanceOf(
                        Ledger.Reservation.Refused.class, ledger.reserve(tenant, claim(41, 0)));

        assertEquals(Duration.ofHours(17), refused.failure().retryAfter().orElseThrow());
        now.set(Instant.parse("2026-11-23T00:00:00Z"));
        long _ = granted(ledger.reserve(tenant, claim(100, 0)));
    }

    @Test
    void reserve_overTheMonthsCost_isRefusedUntilTheFirst() {
        Ledger ledger = Ledger.inMemory(clock);
        Tenant tenant = tenant("a", 0, 1.5);
        ledger.settle("a", granted(ledger.reserve(tenant, claim(9, 1))), 5, 1.25);

        assertInstanceOf(Ledger.Reservation.Refused.class, ledger.reserve(tenant, claim(9, 0.5)));
        assertEquals(1.25, ledger.costThisMonth("a"));
        now.set(Instant.parse("2026-12-01T00:00:00Z"));
        long _ = granted(ledger.reserve(tenant, claim(9, 1.5)));
    }

    @Test
    void reserve_fastClockSetBackOverMidnight_keepsWhatWasUsed() {
        Ledger ledger = Ledger.inMemory(clock);
        Tenant tenant = tenant("a", 100, 100);
        now.set(Instant.parse("2026-12-01T00:05:00Z"));
        ledger.settle("a", granted(ledger.reserve(tenant, claim(50, 1))), 50, 1);

        now.set(Instant.parse("2026-11-30T23:55:00Z"));

        assertEquals(50, ledger.tokensToday("a"));
        assertEquals(1, ledger.costThisMonth("a"));
        assertInstanceOf(Ledger.Reservation.Refused.class, ledger.reserve(tenant, claim(51, 0)));
        now.set(Instant.parse("2026-12-01T00:01:00Z"));
        assertEquals(50, ledger.tokensToday("a"));
        now.set(Instant.parse("2026-12-02T00:00:00Z"));
        assertEquals(0, ledger.tokensToday("a"));
    }

    @Test
    void settle_usedLess_givesTheRestBack() {
        Ledger ledger = Ledger.inMemory(clock);
        Tenant tenant = tenant("a", 100, 0);
        ledger.settle("a", granted(ledger.reserve(tenant, claim(100, 0))), 10, 0);

        long _ = granted(ledger.reserve(tenant, claim(90, 0)));
        assertEquals(10, ledger.tokensToday("a"));
    }

    @Test
    void open_lastLineCut_keepsAllBefore(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger");
        Tenant tenant = tenant("a", 1000, 0);
        try (Ledger ledger = Ledger.open(file, clock)) {
            ledger.settle("a", granted(ledger.reserve(tenant, claim(50, 0))), 40, 0);
        }
        Files.writeString(file, "settled 2 a 999 0.0 17", StandardOpenOption.APPEND);

        try (Ledger again = Ledger.open(file, clock)) {
            assertEquals(40, again.tokensToday("a"));
            again.settle("a", granted(again.reserve(tenant, claim(50, 0))), 2, 0);
        }
        try (Ledger third = Ledger.open(file, clock)) {
            assertEquals(42, third.tokensToday("a"));
        }
    }

    @Test
    void open_leaseOfAKilledProcess_holdsUntilItsDeadline(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger");
        Path copy = folder.resolve("copy");
        Tenant tenant = tenant("a", 100, 0);
        try (Ledger ledger = Ledger.open(file, clock)) {
            long _ = granted(ledger.reserve(tenant, claim(80, 0)));
            Files.copy(file, copy);
        }

        try (Ledger again = Ledger.open(copy, clock)) {
            assertInstanceOf(Ledger.Reservation.Refused.class, again.reserve(tenant, claim(80, 0)));
            now.set(now.get().plusSeconds(61));
            long _ = granted(again.reserve(tenant, claim(80, 0)));
        }
    }

    @Test
    void open_twice_isRefused(@TempDir Path folder) {
        Path file = folder.resolve("ledger");
        try (Ledger _ = Ledger.open(file, clock)) {
            assertThrows(IllegalStateException.class, () -> Ledger.open(file, clock));
        }
    }

    /** A process that uses one token after the other and says so once each is recorded. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            Ledger ledger = Ledger.open(Path.of(arguments[0]), InstantSource.system());
            Tenant tenant = tenant("a", Long.MAX_VALUE / 2, 0);
            for (long used = 1; ; used++) {
                Claim claim = new Claim(3, 0, Instant.now().plusSeconds(1));
                var granted = (Ledger.Reservation.Granted) ledger.reserve(tenant, claim);
                ledger.settle("a", granted.lease(), 1, 0);
                System.out.println(used);
            }
        }
    }

    @Test
    void open_afterSigkill_hasAllThatWasRecorded(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger");
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long told = 0;
        try (BufferedReader said = victim.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                told = Long.parseLong(line);
                if (told == 2000) {
                    // The handle kills and leaves what was said to be read.
                    boolean _ = victim.toHandle().destroyForcibly();
                }
            }
        }

        try (Ledger ledger = Ledger.open(file, InstantSource.system())) {
            long kept = ledger.tokensToday("a");
            assertTrue(told >= 2000, "it said too little: " + told);
            // One more may be recorded than it came to say.
            assertTrue(kept == told || kept == told + 1, kept + " of " + told);
        }
    }
}
