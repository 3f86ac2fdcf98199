package dev.strata.cli.run;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.process.StateLock;
import dev.strata.models.Catalogue;
import dev.strata.seal.IntakeKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the whole mesh on this machine and shows what it does. */
@Command(
        name = "run",
        description =
                "Fetches what is missing, starts the mesh, shows a few requests, and stays up.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final int USUAL_GRPC_PORT = 9090;
    private static final int USUAL_HTTP_PORT = 8080;

    @Option(names = "--once", description = "Ends after the demonstration.")
    private boolean once;

    @Option(names = "--tiny", description = "Tiny generated models: nothing is downloaded.")
    private boolean tiny;

    @Option(names = "--no-demo", description = "Sends no requests of its own.")
    private boolean noDemo;

    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Name of the state folder (default ${DEFAULT-VALUE}).")
    private String state = "default";

    @Option(
            names = "--port",
            description =
                    "gRPC port of the gateway (default " + USUAL_GRPC_PORT + ", or a free one).")
    private int grpcPort;

    @Option(
            names = "--http-port",
            description =
                    "HTTP port of the gateway (default " + USUAL_HTTP_PORT + ", or a free one).")
    private int httpPort;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address that the gateway listens on (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--edge-threads", description = "Threads of tier-edge (default: divided).")
    private int edgeThreads;

    @Option(names = "--core-threads", description = "Threads of tier-core (default: divided).")
    private int coreThreads;

    @Option(names = "--catalogue", description = "A catalogue of your own, with v1, v2 and v3.")
    private Optional<Path> catalogue = Optional.empty();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (tiny && catalogue.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tiny and --catalogue exclude each other: expected one of them, got both; leave one out");
        }
        Ports.requireOwn(host);
        PrintWriter out = spec.commandLine().getOut();
        Home home = Home.ofEnvironment();
        Path folder = home.state(state);
        try (StateLock _ = StateLock.take(folder)) {
            forgetReports(folder);
            PortWish grpc = new PortWish("gRPC", "--port", grpcPort, USUAL_GRPC_PORT);
            PortWish http = new PortWish("HTTP", "--http-port", httpPort, USUAL_HTTP_PORT);
            for (PortWish wish : List.of(grpc, http)) {
                wish.check(Ports::isFree).ifPresent(out::println);
            }
            CoreSplit split =
                    CoreSplit.of(
                            Runtime.getRuntime().availableProcessors(), edgeThreads, coreThreads);
            Catalogue models =
                    tiny
                            ? Catalogue.tiny()
                            : catalogue.map(Catalogue::load).orElseGet(Catalogue::bundled);
            MeshSettings settings =
                    new MeshSettings(
                            folder,
                            home.models(),
                            home.cache(),
                            models,
                            tiny ? Optional.of(Catalogue.writeTiny(folder)) : catalogue,
                            split,
                            grpc,
                            http,
                            host,
                            IntakeKeys.ensure(folder.resolve("keys")).publicKey());
            Checkout checkout = Checkout.ofEnvironment();
            // Before anything is fetched: a build that is not whole cannot start.
            ServiceSpecs.requireBuilt(checkout);
            Preparation preparation = new Preparation(home.store(), out);
            preparation.bring(models);
            preparation.importMissing(models, home, catalogue);
            out.printf(
                    "Starting the mesh: tier-edge (V1, V2) on %d of %d cores, tier-core (V3) on %d%n",
                    split.edge(), Runtime.getRuntime().availableProcessors(), split.core());
            out.flush();
            if (tiny) {
                out.println(
                        "Tiny models hold random weights: how requests travel is real, what is said, and how surely, is not.");
            }
            return new Show(checkout, settings, out).run(once, noDemo) ? 0 : 1;
        }
    }

    /** Reports of an earlier run, whose processes have ended. */
    private static void forgetReports(Path state) {
        Path ready = state.resolve("ready");
        if (!Files.isDirectory(ready)) {
            return;
        }
        try (Stream<Path> files = Files.list(ready)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("old reports in '" + ready + "' cannot be deleted", e);
        }
    }
}
