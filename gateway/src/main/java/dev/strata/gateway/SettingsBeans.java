package dev.strata.gateway;

import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.gateway.tenant.TenantSettings;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.LiveCascade;
import dev.strata.router.policy.LivePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/** The files of settings that are read again, and what is made of one file alone. */
@Singleton
class SettingsBeans {
    private final GatewayTimer timer;

    SettingsBeans(GatewayTimer timer) {
        this.timer = timer;
    }

    @Produces
    @Singleton
    LiveFiles liveFiles(MeterRegistry meters) {
        return new LiveFiles(timer.executor(), meters);
    }

    @Produces
    @Singleton
    Tenants tenants(TenantSettings settings, LiveFiles files) {
        Tenants tenants = Tenants.of(settings.file(), settings.keysFile(), InstantSource.system());
        files.watch(
                new LiveSettings("tenants", tenants::version, tenants::problem, tenants::look),
                settings.reloadInterval());
        return tenants;
    }

    @Produces
    @Singleton
    LivePolicy policy(RouterFiles.PolicySettings settings, LiveFiles files) {
        LivePolicy policy = settings.file().map(LivePolicy::of).orElseGet(LivePolicy::bundled);
        files.watch(
                new LiveSettings(
                        "policy", () -> policy.policy().version(), policy::problem, policy::look),
                settings.reloadInterval());
        return policy;
    }

    @Produces
    @Singleton
    LiveCascade cascade(RouterFiles.CascadeSettings settings, LiveFiles files) {
        LiveCascade cascade =
                switch (settings.calibration()) {
                    case "bundled" -> LiveCascade.fixed(Cascade.bundled());
                    case "generic" -> LiveCascade.fixed(Cascade.generic());
                    default -> LiveCascade.of(Path.of(settings.calibration()));
                };
        files.watch(
                new LiveSettings(
                        "calibration",
                        () -> cascade.cascade().version(),
                        cascade::problem,
                        cascade::look),
                settings.reloadInterval());
        return cascade;
    }
}
