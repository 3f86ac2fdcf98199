package dev.strata.cli.lab;

import dev.strata.cli.home.Home;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Cuts the running lab's link. */
@Command(
        name = "cut",
        description = "Cuts the link of a running lab.",
        mixinStandardHelpOptions = true)
final class LabCutCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        LinkControl link = LabMesh.link(Home.ofEnvironment().state(LabCommand.STATE));
        link.set(link.get().withCut(true));
        return 0;
    }
}
