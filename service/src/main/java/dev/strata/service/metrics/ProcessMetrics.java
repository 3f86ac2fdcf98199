package dev.strata.service.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.function.ToDoubleFunction;

/** Shows to Prometheus what this process took since its start. */
@Singleton
public final class ProcessMetrics {
    private static final String ENERGY = "strata.energy.joules";
    private static final String ENERGY_WORDS =
            "An estimate: seconds of each device times the watts that strata.energy says it draws";

    private final MeterRegistry registry;
    private final EnergySettings settings;

    ProcessMetrics(MeterRegistry registry, EnergySettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    void register(@Observes StartupEvent started) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("strata.cpu.seconds", system, ProcessMetrics::cpuSeconds)
                    .description("Processor time that the process took, over all cores")
                    .register(registry);
            energy("cpu", system, bean -> cpuSeconds(bean) * settings.coreWatts());
        }
    }

    private static double cpuSeconds(OperatingSystemMXBean system) {
        return Math.max(0, system.getProcessCpuTime()) / 1e9;
    }

    /** Shows from now on the energy of a GPU that computed for so many seconds. */
    public <T> void gpu(T owner, ToDoubleFunction<T> seconds) {
        energy("cuda", owner, it -> seconds.applyAsDouble(it) * settings.gpuWatts());
    }

    private <T> void energy(String device, T owner, ToDoubleFunction<T> joules) {
        FunctionCounter.builder(ENERGY, owner, joules)
                .description(ENERGY_WORDS)
                .tag("device", device)
                .register(registry);
    }
}
