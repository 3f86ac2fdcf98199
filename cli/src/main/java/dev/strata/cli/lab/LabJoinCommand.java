package dev.strata.cli.lab;

import dev.strata.cli.home.Home;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Joins the running lab's link again. */
@Command(
        name = "join",
        description = "Joins the cut link of a running lab again.",
        mixinStandardHelpOptions = true)
final class LabJoinCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        LinkControl link = LabMesh.link(Home.ofEnvironment().state(LabCommand.STATE));
        link.set(link.get().withCut(false));
        return 0;
    }
}
