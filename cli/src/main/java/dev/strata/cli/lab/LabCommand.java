package dev.strata.cli.lab;

import com.sun.net.httpserver.HttpServer;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildFailure;
import dev.strata.cli.process.StateLock;
import dev.strata.cli.run.CoreSplit;
import dev.strata.cli.run.MeshSettings;
import dev.strata.cli.run.PortWish;
import dev.strata.cli.run.Preparation;
import dev.strata.cli.run.ServiceSpecs;
import dev.strata.models.Catalogue;
import dev.strata.process.link.LinkState;
import dev.strata.seal.IntakeKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the two clouds on this machine and cuts the link between them. */
@Command(
        name = "lab",
        description = {
            "Runs the mesh in two clouds on this machine, in network namespaces where they are"
                    + " permitted, cuts the link in the middle of a stream, and shows what is"
                    + " answered, refused, recovered and kept.",
            "Tiny generated models; nothing is downloaded."
        },
        subcommands = {LabLinkCommand.class, LabCutCommand.class, LabJoinCommand.class},
        mixinStandardHelpOptions = true)
public final class LabCommand implements Callable<Integer> {
    static final String STATE = "lab";
    private static final long LOOK_MILLIS = 50;
    private static final Duration KEEPER_LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--latency",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Latency of the link, one way (default: ${DEFAULT-VALUE}).")
    private double latency;

    @Option(
            names = "--loss",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of what the link carries that is sent again (default: ${DEFAULT-VALUE}).")
    private double loss;

    @Option(
            names = "--cut",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long the link is cut (default: ${DEFAULT-VALUE}).")
    private int cutSeconds;

    @Option(names = "--no-namespaces", description = "A proxy on the loopback address is the link.")
    private boolean noNamespaces;

    @Option(
            names = "--stay",
            description = "Stays up afterwards, for ./strata lab link, cut and join.")
    private boolean stay;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter remarks = json ? spec.commandLine().getErr() : out;
        Path state = Home.ofEnvironment().state(STATE);
        try (StateLock _ = StateLock.take(state)) {
            Leftovers.clearAll(state);
            empty(state);
            LinkControl link = LabMesh.link(state);
            link.set(new LinkState(latency, loss, false));
            Leftovers leftovers = Leftovers.ofThisLab(state);
            Child keeper = keeper(leftovers, state);
            try (Clouds clouds = clouds(link, leftovers, remarks)) {
                return run(clouds, state, out, remarks);
            } finally {
                Files.deleteIfExists(link.file());
                keeper.stop(KEEPER_LIMIT);
            }
        } catch (ChildFailure e) {
            spec.commandLine().getErr().println("strata: " + e.getMessage());
            return 1;
        }
    }

    private static Child keeper(Leftovers leftovers, Path state) {
        return Child.start(
                LabMesh.own("keeper", LabKeeper.class, leftovers.file().toString()), state);
    }

    private Clouds clouds(LinkControl link, Leftovers leftovers, PrintWriter remarks) {
        if (noNamespaces) {
            return new LoopbackClouds(link, "namespaces were not wanted");
        }
        try {
            return NamespaceClouds.create(leftovers);
        } catch (IllegalStateException e) {
            remarks.println(
                    "strata: no network namespaces here, a fault proxy instead: " + e.getMessage());
            remarks.flush();
            return new LoopbackClouds(link, "namespaces are not permitted");
        }
    }

    private int run(Clouds clouds, Path state, PrintWriter out, PrintWriter remarks)
            throws InterruptedException, IOException {
        HttpServer collector = collector(clouds, state.resolve("traces.bin"));
        String traces =
                "http://%s:%d".formatted(clouds.outsideAddress(), collector.getAddress().getPort());
        LabMesh mesh = new LabMesh(clouds, specs(clouds, state, remarks), state, traces);
        Thread end = Thread.ofPlatform().name("lab-stop").unstarted(() -> stop(mesh, clouds));
        Runtime.getRuntime().addShutdownHook(end);
        try (mesh) {
            LabMesh.Running running = mesh.start();
            try (LabClient client = new LabClient(clouds.publicAddress(), running.gatewayPort())) {
                LabFigures figures =
                        new LabScenario(
                                        clouds,
                                        mesh.captured(running),
                                        client,
                                        state,
                                        Duration.ofSeconds(cutSeconds))
                                .run();
                figures.report().print(out, json);
                if (stay) {
                    stayUp(clouds, LabMesh.link(state), running, out);
                }
                return figures.violations().isEmpty() ? 0 : 1;
            }
        } finally {
            collector.stop(0);
            forget(end);
        }
    }

    /** Until this process is told to end: does what the other commands ask for. */
    private static void stayUp(
            Clouds clouds, LinkControl link, LabMesh.Running running, PrintWriter out)
            throws InterruptedException {
        out.printf(
                "%nUp: gRPC %s:%d. ./strata lab link, cut and join change the link; Ctrl-C ends it.%n",
                clouds.publicAddress(), running.gatewayPort());
        out.flush();
        boolean cut = false;
        while (true) {
            if (link.get().cut() != cut) {
                cut = !cut;
                if (cut) {
                    clouds.cut();
                } else {
                    clouds.join();
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static void stop(LabMesh mesh, Clouds clouds) {
        mesh.close();
        clouds.close();
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException _) {
            // It is running: this process was told to end.
        }
    }

    private static ServiceSpecs specs(Clouds clouds, Path state, PrintWriter remarks) {
        Home home = Home.ofEnvironment();
        Checkout checkout = Checkout.ofEnvironment();
        ServiceSpecs.requireBuilt(checkout);
        Catalogue models = Catalogue.tiny();
        new Preparation(home.store(), remarks).bring(models);
        return new ServiceSpecs(
                checkout,
                new MeshSettings(
                        state,
                        home.models(),
                        home.cache(),
                        models,
                        Optional.of(Catalogue.writeTiny(state)),
                        CoreSplit.of(Runtime.getRuntime().availableProcessors(), 1, 1),
                        PortWish.ANY,
                        PortWish.ANY,
                        clouds.publicAddress(),
                        IntakeKeys.ensure(state.resolve("keys")).publicKey()));
    }

    /** Takes the public side's traces into a file. */
    private static HttpServer collector(Clouds clouds, Path file) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(clouds.outsideAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    try (OutputStream to =
                            Files.newOutputStream(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                        to.write(body);
                    }
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /** Removes what an earlier run left; the lock is this one's own. */
    private static void empty(Path state) throws IOException {
        Path lock = state.resolve("lock");
        try (Stream<Path> files = Files.walk(state)) {
            List<Path> old =
                    files.filter(file -> !file.equals(state) && !file.equals(lock))
                            .sorted(Comparator.reverseOrder())
                            .toList();
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }
}
