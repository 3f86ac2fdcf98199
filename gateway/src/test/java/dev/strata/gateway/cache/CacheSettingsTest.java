package dev.strata.gateway.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {
    /** Settings with these properties. */
    static CacheSettings of(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(CacheSettings.class)
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 1))
                .build()
                .getConfigMapping(CacheSettings.class);
    }

    @Test
    void defaults_onlyAskedRequestsOfThePublicZone() {
        CacheSettings settings = of(Map.of());

        assertTrue(settings.enabled());
        assertFalse(settings.greedy());
        assertEquals("public", settings.zone());
        assertEquals(64 << 20, settings.maxBytes());
        assertEquals(Duration.ofMinutes(10), settings.maxAge());
        assertFalse(settings.semantic().enabled());
        assertEquals(.95, settings.semantic().threshold());
        assertEquals(Duration.ofMinutes(10), settings.semantic().maxAge());
        assertEquals(256, settings.semantic().mostCompared());
    }

    @Test
    void everySetting_isRead() {
        CacheSettings settings =
                of(
                        Map.of(
                                "strata.zone", "private",
                                "strata.cache.enabled", "false",
                                "strata.cache.greedy", "true",
                                "strata.cache.max-bytes", "1000",
                                "strata.cache.max-age", "5s",
                                "strata.cache.semantic.enabled", "true",
                                "strata.cache.semantic.threshold", "0.8",
                                "strata.cache.semantic.max-age", "7s",
                                "strata.cache.semantic.most-compared", "9"));

        assertFalse(settings.enabled());
        assertTrue(settings.greedy());
        assertEquals("private", settings.zone());
        assertEquals(1000, settings.maxBytes());
        assertEquals(Duration.ofSeconds(5), settings.maxAge());
        assertTrue(settings.semantic().enabled());
        assertEquals(.8, settings.semantic().threshold());
        assertEquals(Duration.ofSeconds(7), settings.semantic().maxAge());
        assertEquals(9, settings.semantic().mostCompared());
    }
}
