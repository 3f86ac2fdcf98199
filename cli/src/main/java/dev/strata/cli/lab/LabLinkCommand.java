package dev.strata.cli.lab;

import dev.strata.cli.home.Home;
import dev.strata.process.link.LinkState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the running lab's link slow or lossy. */
@Command(
        name = "link",
        description = "Makes the link of a running lab slow or lossy.",
        mixinStandardHelpOptions = true)
final class LabLinkCommand implements Callable<Integer> {
    @Option(names = "--latency", paramLabel = "MS", description = "One way.")
    private Optional<Double> latency = Optional.empty();

    @Option(names = "--loss", paramLabel = "SHARE", description = "Share that is sent again.")
    private Optional<Double> loss = Optional.empty();

    @Override
    public Integer call() {
        LinkControl link = LabMesh.link(Home.ofEnvironment().state(LabCommand.STATE));
        LinkState now = link.get();
        link.set(
                new LinkState(
                        latency.orElse(now.latencyMillis()), loss.orElse(now.loss()), now.cut()));
        return 0;
    }
}
