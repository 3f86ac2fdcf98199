package dev.strata.cli.lab;

import dev.strata.cli.lab.Clouds.Side;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildSpec;
import dev.strata.cli.run.ServiceSpecs;
import dev.strata.process.ReadyReport;
import dev.strata.seal.tls.LabAuthority;
import dev.strata.seal.tls.LabAuthority.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mesh in two clouds: gateway, tier-edge and broker on the public side, tier-core and the
 * link's proxy on the private one, TLS with a certificate at both ends of every call to a tier.
 * Used by one thread.
 */
final class LabMesh implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String HERE = "127.0.0.1";

    private final Clouds clouds;
    private final ServiceSpecs specs;
    private final Path state;
    private final String collector;
    private final LabAuthority authority;
    private final Leftovers leftovers;
    private final Deque<Child> children = new ArrayDeque<>();

    /**
     * @param collector where the public side's traces go, a URL
     */
    LabMesh(Clouds clouds, ServiceSpecs specs, Path state, String collector) {
        this.clouds = clouds;
        this.specs = specs;
        this.state = state;
        this.collector = collector;
        this.authority = LabAuthority.create(state.resolve("tls"));
        this.leftovers = Leftovers.ofThisLab(state);
    }

    /** File with each request that tier-edge was shown. */
    static Path shown(Path state) {
        return state.resolve("tier-edge-requests.bin");
    }

    /** Where a running lab's link is told how to be. */
    static LinkControl link(Path state) {
        return new LinkControl(state.resolve("link.state"));
    }

    /** What runs, once it does. */
    record Running(int gatewayPort, String bootstrap, long brokerPid) {}

    /** Starts everything and returns once all is ready. */
    Running start() throws InterruptedException {
        Child broker = start(Side.PUBLIC, specs.broker());
        Child edge = start(Side.PUBLIC, with(specs.edge(), tls("tier-edge", HERE), traces()));
        Child core =
                start(
                        Side.PRIVATE,
                        with(specs.core(), tls("tier-core", HERE, clouds.privateAddress())));
        ReadyReport kafka = broker.awaitReady(READY);
        ReadyReport edgeReady = edge.awaitReady(READY);
        ReadyReport coreReady = core.awaitReady(READY);
        var _ = authority.issue("recorder", List.of(HERE));
        Child recorder =
                start(
                        Side.PUBLIC,
                        own(
                                "recorder",
                                TierRecorder.class,
                                HERE + ":" + edgeReady.port("grpc"),
                                state.resolve("tls").toString(),
                                shown(state).toString()));
        Child link =
                start(
                        Side.PRIVATE,
                        own(
                                "link",
                                LinkProcess.class,
                                clouds.privateAddress(),
                                "" + coreReady.port("grpc"),
                                link(state).file().toString()));
        String edgeAt = HERE + ":" + recorder.awaitReady(READY).port("grpc");
        String coreAt = clouds.privateAddress() + ":" + link.awaitReady(READY).port("link");
        Child gateway =
                start(
                        Side.PUBLIC,
                        with(
                                specs.gateway(edgeReady, coreReady, kafka),
                                tls("gateway", HERE),
                                traces(),
                                Map.of(
                                        "strata.tiers.v1.endpoint", edgeAt,
                                        "strata.tiers.v2.endpoint", edgeAt,
                                        "strata.tiers.v3.endpoint", coreAt,
                                        "strata.tier-calls.silence", "5s")));
        int port = gateway.awaitReady(READY).port("grpc");
        return new Running(port, HERE + ":" + kafka.port("kafka"), broker.pid());
    }

    /** The public side's broker; its events are read into files of the state folder. */
    CapturedLog captured(Running running) {
        return new CapturedLog() {
            @Override
            public List<String> requestIds() throws IOException {
                return Files.readAllLines(dump(running));
            }

            @Override
            public void pause() throws InterruptedException, IOException {
                signal("STOP", running.brokerPid());
            }

            @Override
            public void resume() throws InterruptedException, IOException {
                signal("CONT", running.brokerPid());
            }
        };
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("the broker cannot be sent SIG" + name);
        }
    }

    private Path dump(Running running) {
        Path ids = state.resolve("event-ids.txt");
        Child dump =
                start(
                        Side.PUBLIC,
                        own(
                                "topic-dump",
                                TopicDump.class,
                                running.bootstrap(),
                                "traffic.v1",
                                ids.toString(),
                                state.resolve("events.txt").toString()));
        dump.ended().join();
        children.remove(dump);
        return ids;
    }

    private Child start(Side side, ChildSpec spec) {
        Child child =
                Child.start(
                        new ChildSpec(
                                spec.name(), clouds.on(side, spec.command()), spec.environment()),
                        state);
        children.push(child);
        leftovers.process(child.pid());
        return child;
    }

    private Map<String, String> tls(String name, String... addresses) {
        Identity identity = authority.issue(name, List.of(addresses));
        return Map.of(
                "strata.mesh-tls.certificate", identity.certificate().toString(),
                "strata.mesh-tls.key", identity.key().toString(),
                "strata.mesh-tls.authority", authority.certificate().toString());
    }

    private Map<String, String> traces() {
        return Map.of(
                "quarkus.otel.sdk.disabled", "false",
                "quarkus.otel.traces.sampler.arg", "1.0",
                "quarkus.otel.bsp.schedule.delay", "500ms",
                "quarkus.otel.exporter.otlp.protocol", "http/protobuf",
                "quarkus.otel.exporter.otlp.endpoint", collector);
    }

    @SafeVarargs
    static ChildSpec with(ChildSpec spec, Map<String, String>... properties) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map<String, String> some : properties) {
            all.putAll(some);
        }
        List<String> command = new ArrayList<>(spec.command());
        int jar = command.indexOf("-jar");
        all.forEach((key, value) -> command.add(jar, "-D" + key + "=" + value));
        return new ChildSpec(spec.name(), command, spec.environment());
    }

    /** A process of this command's own classes. */
    static ChildSpec own(String name, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildSpec(name, command, Map.of());
    }

    /** In the order of their starts, backwards. */
    @Override
    public void close() {
        children.forEach(child -> child.stop(STOP));
    }
}
