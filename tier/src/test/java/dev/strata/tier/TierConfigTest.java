package dev.strata.tier;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.Precision;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TierConfigTest {
    private static final Map<String, String> LEAST =
            Map.of("strata.zone", "public", "strata.tier.models", "v1,v2", "user.home", "/home/me");

    @Test
    void map_onlyWhatIsRequired_hasTheDocumentedDefaults() {
        TierConfig config = map(LEAST, TierConfig.class);

        assertEquals(List.of("v1", "v2"), config.models());
        assertEquals(Zone.PUBLIC, config.zone());
        assertEquals(0, config.threads());
        assertEquals(64, config.queueCapacity());
        assertEquals(16, config.maxRunning());
        assertEquals(0, config.kvBudget().asLongValue());
        assertEquals(Optional.empty(), config.prefixBudget());
        assertTrue(config.speculation());
        assertEquals(0, config.contextTokens());
        assertEquals(Device.CPU, config.device());
        assertEquals(Precision.EXACT, config.precision());
        assertEquals(2L << 30, config.secondGraphBudget().asLongValue());
        assertEquals(Duration.ofSeconds(10), config.drainGrace());
        assertEquals(Duration.ofMinutes(2), config.turnLimit());
        assertEquals(Duration.ofSeconds(10), config.deadGrace());
        assertEquals(Duration.ofSeconds(30), config.stallLimit());
    }

    @Test
    void map_everything_takesEach() {
        TierConfig config =
                map(
                        Map.ofEntries(
                                entry("strata.zone", "private"),
                                entry("strata.tier.models", "v3"),
                                entry("strata.tier.threads", "2"),
                                entry("strata.tier.queue-capacity", "3"),
                                entry("strata.tier.max-running", "4"),
                                entry("strata.tier.kv-budget", "1G"),
                                entry("strata.tier.prefix-budget", "32M"),
                                entry("strata.tier.speculation", "false"),
                                entry("strata.tier.context-tokens", "2048"),
                                entry("strata.tier.device", "auto"),
                                entry("strata.tier.precision", "balanced"),
                                entry("strata.tier.second-graph-budget", "1G"),
                                entry("strata.tier.adapters", "/adapters"),
                                entry("strata.tier.adapter-budget", "64M"),
                                entry("strata.tier.adapter-poll", "1s"),
                                entry("strata.tier.drain-grace", "3s"),
                                entry("strata.tier.turn-limit", "3m"),
                                entry("strata.tier.dead-grace", "4s"),
                                entry("strata.tier.stall-limit", "1m")),
                        TierConfig.class);

        assertEquals(List.of("v3"), config.models());
        assertEquals(Zone.PRIVATE, config.zone());
        assertEquals(2, config.threads());
        assertEquals(3, config.queueCapacity());
        assertEquals(4, config.maxRunning());
        assertEquals(1L << 30, config.kvBudget().asLongValue());
        assertFalse(config.speculation());
        assertEquals(32L << 20, config.prefixBudget().orElseThrow().asLongValue());
        assertEquals(2048, config.contextTokens());
        assertEquals(Device.AUTO, config.device());
        assertEquals(Precision.BALANCED, config.precision());
        assertEquals(1L << 30, config.secondGraphBudget().asLongValue());
        assertEquals(Optional.of(Path.of("/adapters")), config.adapters());
        assertEquals(64L << 20, config.adapterBudget().asLongValue());
        assertEquals(Duration.ofSeconds(1), config.adapterPoll());
        assertEquals(Duration.ofSeconds(3), config.drainGrace());
        assertEquals(Duration.ofMinutes(3), config.turnLimit());
        assertEquals(Duration.ofSeconds(4), config.deadGrace());
        assertEquals(Duration.ofMinutes(1), config.stallLimit());
    }

    @Test
    void map_unknownDevice_namesTheKey() {
        Map<String, String> wrong = new HashMap<>(LEAST);
        wrong.put("strata.tier.device", "tpu");

        var thrown = assertThrows(RuntimeException.class, () -> map(wrong, TierConfig.class));

        assertTrue(thrown.getMessage().contains("strata.tier.device"), thrown.getMessage());
    }

    @Test
    void map_noModelFolders_areBelowTheHomeFolder() {
        ModelsConfig config = map(LEAST, ModelsConfig.class);

        assertEquals(Path.of("/home/me/.strata/models"), config.home());
        assertEquals(Path.of("/home/me/.strata/cache"), config.cache());
        assertEquals(Optional.empty(), config.catalogue());
    }

    @Test
    void map_modelFolders_areTaken() {
        ModelsConfig config =
                map(
                        Map.of(
                                "strata.models.home", "/m",
                                "strata.models.cache", "/c",
                                "strata.models.catalogue", "/c.yaml"),
                        ModelsConfig.class);

        assertEquals(Path.of("/m"), config.home());
        assertEquals(Path.of("/c"), config.cache());
        assertEquals(Optional.of("/c.yaml"), config.catalogue());
    }

    private static <T> T map(Map<String, String> values, Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withDefaultValues(values)
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }
}
