package dev.strata.feed;

import dev.strata.feed.dataset.DatasetDifference;
import dev.strata.feed.dataset.DatasetJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two datasets, row by row and file by file. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares two datasets. Ends with 0 where no row differs, else with 1.")
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LEFT", description = "Folder of a dataset.")
    private Path left;

    @Parameters(index = "1", paramLabel = "RIGHT", description = "Folder of another one.")
    private Path right;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        DatasetDifference difference = DatasetDifference.between(left, right);
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(DatasetJson.line(difference));
        } else {
            print.printf(
                    "%d rows differ: %d of %d only in %s, %d of %d only in %s%n",
                    difference.rowsOnlyLeft() + difference.rowsOnlyRight(),
                    difference.rowsOnlyLeft(),
                    difference.rowsLeft(),
                    left,
                    difference.rowsOnlyRight(),
                    difference.rowsRight(),
                    right);
            print.printf(
                    "%d files have the same bytes%s%n",
                    difference.filesEqual(),
                    difference.filesDiffer().isEmpty()
                            ? ""
                            : "; others have not: " + String.join(", ", difference.filesDiffer()));
        }
        print.flush();
        return difference.rowsOnlyLeft() + difference.rowsOnlyRight() == 0 ? 0 : 1;
    }
}
