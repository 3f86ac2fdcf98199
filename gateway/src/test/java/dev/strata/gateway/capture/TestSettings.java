package dev.strata.gateway.capture;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a capture that is small and quick. */
record TestSettings(long queue, long spool, Duration force, Mode mode, Path contentDir)
        implements CaptureSettings {
    static final TestSettings QUICK = new TestSettings(1 << 20, 1 << 20, Duration.ofMillis(5));

    TestSettings(long queue, long spool, Duration force) {
        this(queue, spool, force, Mode.SPOOL, Path.of("target", "content"));
    }

    TestSettings in(Mode other) {
        return new TestSettings(queue, spool, force, other, contentDir);
    }

    TestSettings withContents(Path folder) {
        return new TestSettings(queue, spool, force, mode, folder);
    }

    @Override
    public Optional<URI> contentBucket() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> adoptDir() {
        return Optional.empty();
    }

    @Override
    public MemorySize claimOver() {
        return bytes(3000);
    }

    @Override
    public Duration contentAge() {
        return Duration.ofDays(46);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(395);
    }

    @Override
    public Optional<Path> durableIds() {
        return Optional.empty();
    }

    @Override
    public boolean holdBackUnforced() {
        return false;
    }

    private static MemorySize bytes(long size) {
        return new MemorySize(BigInteger.valueOf(size));
    }

    @Override
    public Zone zone() {
        return Zone.PRIVATE;
    }

    @Override
    public Path spoolDir() {
        return Path.of("unused");
    }

    @Override
    public MemorySize queueBytes() {
        return bytes(queue);
    }

    @Override
    public MemorySize spoolBytes() {
        return bytes(spool);
    }

    @Override
    public Duration spoolAge() {
        return Duration.ofDays(1);
    }

    @Override
    public MemorySize segmentBytes() {
        return bytes(2048);
    }

    @Override
    public Duration segmentAge() {
        return Duration.ofSeconds(10);
    }

    @Override
    public MemorySize eventBytes() {
        return bytes(4096);
    }

    @Override
    public Duration forceInterval() {
        return force;
    }

    @Override
    public int inFlight() {
        return 8;
    }

    @Override
    public MemorySize inFlightBytes() {
        return bytes(1 << 20);
    }

    @Override
    public Duration gather() {
        return Duration.ZERO;
    }

    @Override
    public Duration retryFirst() {
        return Duration.ofMillis(1);
    }

    @Override
    public Duration retryMost() {
        return Duration.ofMillis(10);
    }

    @Override
    public MemorySize deadLetterBytes() {
        return bytes(1024);
    }

    @Override
    public Duration drain() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Optional<Path> intakePublicKey() {
        return Optional.empty();
    }
}
