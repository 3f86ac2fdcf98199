package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
    @Test
    void monthOf_anyDay_isTheCalendars(@TempDir Path folder) throws Exception {
        String clock = Script.of("clock", "clock").text();
        Random random = new Random(7);
        try (RedisServer redis = RedisServer.start(folder)) {
            for (int i = 0; i < 200; i++) {
                LocalDate day = LocalDate.ofEpochDay(random.nextInt(60_000));
                String month =
                        RawRedis.run(
                                redis,
                                "EVAL",
                                clock + "return month_of(tonumber(ARGV[1]))",
                                "0",
                                Long.toString(day.toEpochDay()));

                assertEquals(
                        ":" + (day.getYear() * 12L + day.getMonthValue() - 1), month, "" + day);
            }
        }
    }

    @Test
    void of_address_takesHostsAndNoPasswords() {
        assertEquals("redis://cache:6379/2", StoreAddress.of("redis://cache:6379/2").text());
        assertEquals("rediss://[::1]:6379", StoreAddress.of("rediss://[::1]:6379").text());
        for (String wrong : new String[] {"cache:6379", "redis://cache", "redis://h:99999", ""}) {
            var failure =
                    assertThrows(
                            IllegalArgumentException.class, () -> StoreAddress.of(wrong), wrong);
            assertTrue(failure.getMessage().contains("strata.shared.redis.url"), wrong);
        }
        var secret =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> StoreAddress.of("redis://:hunter2@cache:6379"));
        assertFalse(secret.getMessage().contains("hunter2"), secret.getMessage());
    }
}
