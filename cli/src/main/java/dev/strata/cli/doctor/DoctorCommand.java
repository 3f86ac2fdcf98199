package dev.strata.cli.doctor;

import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.cli.run.Ports;
import dev.strata.models.Catalogue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine has and lacks. Exit status 1 where something is lacking. */
@Command(
        name = "doctor",
        description = "Says what this machine has and lacks for a mesh.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(names = "--verify", description = "Reads the model files and checks their bytes.")
    private boolean verify;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Finding> findings =
                new Examination(new Machine(), Home.ofEnvironment(), Ports::isFree)
                        .findings(Catalogue.bundled(), verify);
        Table table = Table.of("subject", "", "found", "advice");
        for (Finding finding : findings) {
            table =
                    table.with(
                            finding.subject(),
                            finding.state().name().toLowerCase(Locale.ROOT),
                            finding.found(),
                            finding.advice());
        }
        boolean fit = findings.stream().noneMatch(f -> f.state() == Finding.State.LACKING);
        String verdict =
                fit ? "This machine can run the mesh." : "Something is lacking; see above.";
        new Report(
                        "What this machine has",
                        List.of(table),
                        List.of(verdict),
                        Map.of("fit", fit, "findings", findings))
                .print(spec.commandLine().getOut(), json);
        return fit ? 0 : 1;
    }
}
