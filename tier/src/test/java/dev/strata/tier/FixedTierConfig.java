package dev.strata.tier;

import dev.strata.engine.Device;
import dev.strata.engine.Precision;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The documented defaults with other tiers. */
public record FixedTierConfig(List<String> models) implements TierConfig {

    public static FixedTierConfig of(String... tiers) {
        return new FixedTierConfig(List.of(tiers));
    }

    @Override
    public Zone zone() {
        return Zone.PUBLIC;
    }

    @Override
    public int threads() {
        return 0;
    }

    @Override
    public int queueCapacity() {
        return 64;
    }

    @Override
    public int maxRunning() {
        return 8;
    }

    @Override
    public MemorySize kvBudget() {
        return new MemorySize(BigInteger.valueOf(128L << 20));
    }

    @Override
    public Optional<MemorySize> prefixBudget() {
        return Optional.empty();
    }

    @Override
    public boolean speculation() {
        return true;
    }

    @Override
    public int contextTokens() {
        return 0;
    }

    @Override
    public Device device() {
        return Device.CPU;
    }

    @Override
    public Precision precision() {
        return Precision.EXACT;
    }

    @Override
    public MemorySize secondGraphBudget() {
        return new MemorySize(BigInteger.ZERO);
    }

    @Override
    public Optional<Path> adapters() {
        return Optional.empty();
    }

    @Override
    public MemorySize adapterBudget() {
        return new MemorySize(BigInteger.ZERO);
    }

    @Override
    public Duration adapterPoll() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration drainGrace() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration turnLimit() {
        return Duration.ofMinutes(2);
    }

    @Override
    public Duration deadGrace() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration stallLimit() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration maxConnectionAge() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Duration maxConnectionAgeGrace() {
        return Duration.ofMinutes(5);
    }
}
