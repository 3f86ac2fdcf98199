package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.Disk;
import dev.strata.gateway.capture.spool.FolderDisk;
import dev.strata.gateway.capture.spool.HeldBackDisk;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.DailySealer;
import dev.strata.seal.IntakeDays;
import dev.strata.seal.Sealer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Capture as the gateway's beans see it, from start to stop. */
@ApplicationScoped
class CaptureService implements TrafficLog, FeedbackLog, RightsLog {
    private static final Logger LOG = Logger.getLogger(CaptureService.class);

    private final CaptureSettings settings;
    private final EventTransport transport;
    private final CaptureMetrics metrics;
    private volatile @Nullable Capture capture;
    private @Nullable FolderDisk disk;

    CaptureService(CaptureSettings settings, EventTransport transport, MeterRegistry registry) {
        this.settings = settings;
        this.transport = transport;
        this.metrics = new CaptureMetrics(registry);
    }

    void start(@Observes StartupEvent event) {
        PrivateContent guard = guard();
        try {
            FolderDisk folder = FolderDisk.open(settings.spoolDir());
            disk = folder;
            adopt(folder);
            Disk used = folder;
            if (settings.holdBackUnforced()) {
                LOG.warn("strata.capture.hold-back-unforced is on: this gateway is for drills");
                used = new HeldBackDisk(folder);
            }
            capture = Capture.start(settings, used, guard, transport, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "setting 'strata.capture.spool-dir' cannot be used: expected a folder that can be written, got: %s; correct it"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** After whatever has events to offer has stopped. */
    void stop(@Observes @Priority(4000) ShutdownEvent event) {
        try {
            if (capture != null) {
                capture.close();
            }
            if (disk != null) {
                disk.close();
            }
        } catch (IOException e) {
            LOG.errorf(e, "capture.spool cannot be closed");
        }
    }

    CaptureMetrics metrics() {
        return metrics;
    }

    @Override
    public CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes) {
        Capture running = capture;
        if (running == null) {
            metrics.dropped(DropReason.CLOSED);
            return CompletableFuture.completedFuture(false);
        }
        return running.offer(event, bytes);
    }

    @Override
    public boolean mustRecord() {
        return settings.mode() == CaptureSettings.Mode.SYNC;
    }

    @Override
    public void record(FeedbackEvent event) {
        running().record(event);
    }

    @Override
    public void record(ConsentEvent event) {
        running().record(event);
    }

    @Override
    public void record(ErasureEvent event) {
        running().record(event);
    }

    private Capture running() {
        Capture running = capture;
        if (running == null) {
            throw new CaptureException(
                    CaptureException.Code.CLOSED,
                    "event cannot be recorded: expected a running gateway, got one that starts; try again");
        }
        return running;
    }

    private void adopt(FolderDisk own) throws IOException {
        Path beside = settings.adoptDir().orElse(settings.spoolDir().toAbsolutePath().getParent());
        if (beside != null) {
            var _ = Orphans.adopt(beside, settings.spoolDir(), own);
        }
    }

    private PrivateContent guard() {
        return switch (settings.zone()) {
            case PRIVATE -> new PrivateContent.Plain();
            case PUBLIC ->
                    settings.intakePublicKey()
                            .<PrivateContent>map(key -> new PrivateContent.Sealed(sealers(key)))
                            .orElseGet(() -> {
                                LOG.warn(
                                        "PRIVATE CONTENT IS WITHHELD FROM CAPTURE: strata.zone is public and strata.capture.intake-public-key is not set. Events are kept without it and the feed cannot train on them. Make a key with 'strata feed keys --out DIR'.");
                                return new PrivateContent.Withheld();
                            });
        };
    }

    private static Supplier<Sealer> sealers(Path key) {
        if (IntakeDays.isOne(key)) {
            DailySealer daily = new DailySealer(key, InstantSource.system());
            LOG.infof("capture seals private content to key %s of today", daily.today().keyId());
            return daily::today;
        }
        Sealer one = Sealer.to(key);
        LOG.infof("capture seals private content to key %s", one.keyId());
        return () -> one;
    }
}
