package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.FolderDisk;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.Sealer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Capture as the gateway's beans see it, from start to stop. */
@ApplicationScoped
class CaptureService implements TrafficLog, FeedbackLog {
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
            capture = Capture.start(settings, folder, guard, transport, metrics);
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

    @Override
    public boolean offer(TrafficEvent event) {
        Capture running = capture;
        if (running == null) {
            metrics.dropped(DropReason.CLOSED);
            return false;
        }
        return running.offer(event);
    }

    @Override
    public void record(FeedbackEvent event) {
        Capture running = capture;
        if (running == null) {
            throw new CaptureException(
                    CaptureException.Code.CLOSED,
                    "event cannot be recorded: expected a running gateway, got one that starts; try again");
        }
        running.record(event);
    }

    private PrivateContent guard() {
        return switch (settings.zone()) {
            case PRIVATE -> new PrivateContent.Plain();
            case PUBLIC ->
                    settings.intakePublicKey()
                            .<PrivateContent>map(file -> {
                                Sealer sealer = Sealer.to(file);
                                LOG.infof(
                                        "capture seals private content to key %s", sealer.keyId());
                                return new PrivateContent.Sealed(sealer);
                            })
                            .orElseGet(() -> {
                                LOG.warn(
                                        "PRIVATE CONTENT IS WITHHELD FROM CAPTURE: strata.zone is public and strata.capture.intake-public-key is not set. Events are kept without it and the feed cannot train on them. Make a key with 'strata feed keys --out DIR'.");
                                return new PrivateContent.Withheld();
                            });
        };
    }
}
