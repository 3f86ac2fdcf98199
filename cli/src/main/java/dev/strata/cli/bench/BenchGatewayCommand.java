package dev.strata.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
    private static final int WARM_UP_LANES = 8;
    private static final int LANES = 64;
    private static final Duration SLICE = Duration.ofSeconds(3);

    /** Two slices in a row that differ by less are the steady state. */
    private static final double STEADY = .05;

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

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (rate < 1 || seconds < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "load is out of range: expected --rate and --seconds of at least 1 and --warm-up of at least 0, got %d, %d and %d; correct it"
                            .formatted(rate, seconds, warmUp));
        }
        try (StubTier stub = new StubTier();
                StubUpstream upstream = new StubUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(stub);
                BenchClients clients =
                        new BenchClients(stub, upstream, gateway.grpcPort(), gateway.httpPort())) {
            GatewayFigures figures = measure(gateway, clients);
            figures.report().print(spec.commandLine().getOut(), json);
            return figures.failed() == 0 ? 0 : 1;
        }
    }

    private GatewayFigures measure(GatewayUnderTest gateway, BenchClients clients)
            throws InterruptedException {
        warmUp(clients::directGrpc);
        warmUp(clients::directHttp);
        warmUp(clients::grpc);
        warmUp(clients::rest);
        var rest = beside(gateway, clients::directHttp, clients::rest);
        Latencies _ = clients.takeOverheads();
        var grpc = beside(gateway, clients::directGrpc, clients::grpc);
        Latencies overhead = clients.takeOverheads();
        warmUp(clients::grpcStream);
        Duration length = Duration.ofSeconds(seconds).dividedBy(2);
        return new GatewayFigures(
                rate,
                seconds,
                grpc,
                rest,
                overhead,
                new GatewayFigures.Most(
                        ClosedLoop.perSecond(LANES, length, clients::rest),
                        ClosedLoop.perSecond(LANES, length, clients::grpc),
                        ClosedLoop.perSecond(LANES, length, clients::grpcStream)));
    }

    /** Runs {@code send} until it grows no faster, so that no compiler's work is measured. */
    private void warmUp(Supplier<CompletableFuture<?>> send) throws InterruptedException {
        double before = 0;
        for (long left = warmUp; left > 0; left -= SLICE.toSeconds() + 1) {
            double now = ClosedLoop.perSecond(WARM_UP_LANES, SLICE, send);
            if (now < before * (1 + STEADY)) {
                return;
            }
            before = now;
        }
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
