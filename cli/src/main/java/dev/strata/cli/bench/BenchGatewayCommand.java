package dev.strata.cli.bench;

import dev.strata.cli.bench.peer.Peer;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what the gateway adds to a tier's answer, and the most that it does. */
@Command(
        name = "gateway",
        description = "Measures what the gateway adds to a tier's answer, over gRPC and REST.",
        mixinStandardHelpOptions = true)
final class BenchGatewayCommand implements Callable<Integer> {
    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Requests a second of each way (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Length of each run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "40",
            description =
                    "Most seconds of warming each way up to its steady state (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--vs",
            split = ",",
            paramLabel = "PEER",
            description =
                    "Other gateways to measure beside it, installed where missing: portkey, litellm.")
    private List<String> vs = List.of();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description =
                    "Instead: memory with so many streams open at once, and the time to first tokens beside 200.")
    private int streams;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description =
                    "Instead: memory over so many minutes of --rate requests a second in all.")
    private int soak;

    @Option(
            names = "--against",
            paramLabel = "CHECKOUT",
            description =
                    "Instead: CPU time of a request by turns with another checkout's built gateway.")
    private @Nullable Path against;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Turns of each way with --against (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        check();
        PrintWriter err = spec.commandLine().getErr();
        if (streams > 0) {
            StreamFigures figures = new StreamsTrial(streams, seconds, warmUp, err).measure();
            return told(figures.report(), figures.isBroken());
        }
        if (soak > 0) {
            SoakFigures figures = new SoakTrial(soak, rate, err).measure();
            return told(figures.report(), figures.failed() > 0);
        }
        if (against != null) {
            Checkout other = new Checkout(against.toAbsolutePath());
            return told(new AgainstTrial(other, rounds, seconds, warmUp, err).measure(), false);
        }
        return beside(peers());
    }

    private void check() {
        if (rate < 1 || seconds < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "load is out of range: expected --rate and --seconds of at least 1 and --warm-up of at least 0, got %d, %d and %d; correct it"
                            .formatted(rate, seconds, warmUp));
        }
        if (streams < 0 || soak < 0 || rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "load is out of range: expected --streams, --soak and --rounds of at least 1, got %d, %d and %d; correct it"
                            .formatted(streams, soak, rounds));
        }
        if (Stream.of(streams > 0, soak > 0, against != null, !vs.isEmpty())
                        .filter(wanted -> wanted)
                        .count()
                > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "measurements are several: expected one of --streams, --soak, --against and --vs, got more; leave the others out");
        }
    }

    private int told(Report report, boolean isBroken) {
        report.print(spec.commandLine().getOut(), json);
        return isBroken ? 1 : 0;
    }

    private int beside(List<Peer> peers) throws InterruptedException, IOException {
        try (StubTier stub = new StubTier();
                StubUpstream upstream = new StubUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(stub);
                BenchClients clients =
                        new BenchClients(stub, upstream, gateway.grpcPort(), gateway.httpPort())) {
            GatewayFigures figures = measure(gateway, clients);
            PeerTrial trial =
                    new PeerTrial(
                            clients,
                            gateway,
                            upstream,
                            most(gateway, clients),
                            new WarmUp(warmUp),
                            Duration.ofSeconds(seconds));
            for (Peer peer : peers) {
                figures = figures.with(trial.measure(peer));
            }
            return told(figures.report(), figures.failed() > 0);
        }
    }

    private List<Peer> peers() {
        try {
            return vs.stream().map(Peer::called).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private GatewayFigures measure(GatewayUnderTest gateway, BenchClients clients)
            throws InterruptedException, IOException {
        WarmUp warm = new WarmUp(warmUp);
        warm.run(clients::directGrpc);
        warm.run(clients::directHttp);
        warm.run(clients::grpc);
        warm.run(clients::rest);
        var rest = beside(gateway, clients::directHttp, clients::rest);
        Latencies _ = clients.takeOverheads();
        var grpc = beside(gateway, clients::directGrpc, clients::grpc);
        Latencies overhead = clients.takeOverheads();
        warm.run(clients::grpcStream);
        MostTrial most = most(gateway, clients);
        return new GatewayFigures(
                rate,
                seconds,
                grpc,
                rest,
                overhead,
                new GatewayFigures.Mosts(most.rest(), most.unary(), most.streams()),
                List.of());
    }

    private MostTrial most(GatewayUnderTest gateway, BenchClients clients) {
        return new MostTrial(gateway, clients, Duration.ofSeconds(seconds).dividedBy(2));
    }

    private GatewayFigures.Beside beside(
            GatewayUnderTest gateway,
            Supplier<CompletableFuture<?>> direct,
            Supplier<CompletableFuture<?>> through)
            throws InterruptedException {
        double before = gateway.cpuSeconds();
        List<Latencies> ways =
                new OpenLoop(rate).run(Duration.ofSeconds(seconds), List.of(direct, through));
        double used = gateway.cpuSeconds() - before;
        return new GatewayFigures.Beside(
                ways.get(0), ways.get(1), used * 1e6 / Math.max(1, ways.get(1).answered()));
    }
}
