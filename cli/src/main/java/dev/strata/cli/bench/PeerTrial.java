package dev.strata.cli.bench;

import dev.strata.cli.bench.load.Answers;
import dev.strata.cli.bench.peer.Peer;
import dev.strata.cli.bench.peer.RunningPeer;
import dev.strata.cli.home.Home;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Measures another gateway beside Strata's, in front of the same stub upstream. */
final class PeerTrial {
    private static final String BODY = BenchClients.body("stub");

    private final BenchClients clients;
    private final GatewayUnderTest gateway;
    private final StubUpstream upstream;
    private final MostTrial most;
    private final WarmUp warmUp;
    private final Duration length;

    PeerTrial(
            BenchClients clients,
            GatewayUnderTest gateway,
            StubUpstream upstream,
            MostTrial most,
            WarmUp warmUp,
            Duration length) {
        this.clients = clients;
        this.gateway = gateway;
        this.upstream = upstream;
        this.most = most;
        this.warmUp = warmUp;
        this.length = length;
    }

    /** Runs {@code peer} for as long as it takes; first at its rate, then at the most of both. */
    PeerFigures measure(Peer peer) throws IOException, InterruptedException {
        try (RunningPeer running =
                        RunningPeer.start(
                                peer,
                                Home.ofEnvironment().tools(),
                                upstream.port(),
                                BenchClients.PATH,
                                BODY);
                HttpSender sender =
                        new HttpSender(
                                running.port(), BenchClients.PATH, BODY, running.headers())) {
            Supplier<CompletableFuture<?>> other = sender::send;
            warmUp.run(other);
            double strataBefore = gateway.cpuSeconds();
            double otherBefore = running.cpuSeconds();
            List<Latencies> ways =
                    new OpenLoop(peer.rate())
                            .run(length, List.of(clients::directHttp, clients::rest, other));
            double strataCpu = gateway.cpuSeconds() - strataBefore;
            double otherCpu = running.cpuSeconds() - otherBefore;
            Most strataMost = most.rest();
            double otherBegan = running.cpuSeconds();
            Answers otherMost = most.post(running.port(), running.headers(), BODY, other);
            double otherUsed = running.cpuSeconds() - otherBegan;
            return new PeerFigures(
                    peer.word(),
                    peer.rate(),
                    ways.get(0),
                    way(ways.get(1), strataCpu, strataMost.answers(), strataMost.cpu().gateway()),
                    way(ways.get(2), otherCpu, otherMost, otherUsed));
        }
    }

    private static PeerFigures.Way way(
            Latencies latencies, double cpuSeconds, Answers most, double cpuOfMost) {
        return new PeerFigures.Way(
                latencies,
                cpuSeconds * 1e6 / Math.max(1, latencies.answered()),
                most.perSecond(),
                cpuOfMost * 1e6 / Math.max(1, most.count()));
    }
}
