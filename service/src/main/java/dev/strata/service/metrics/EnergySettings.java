package dev.strata.service.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the machine draws, for an estimate: nothing here is measured. */
@ConfigMapping(prefix = "strata.energy")
public interface EnergySettings {
    /** Watts of a core that is busy. */
    @WithDefault("8")
    double coreWatts();

    /** Watts of the GPU, or of the slice of it, that computes. */
    @WithDefault("60")
    double gpuWatts();
}
