package dev.strata.cli.models;

import dev.strata.cli.home.Home;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.models.Verification;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads model files and compares their checksums with the catalogue. */
@Command(
        name = "verify",
        description = "Reads the model files and compares their checksums with the catalogue.",
        mixinStandardHelpOptions = true)
final class ModelsVerifyCommand implements Callable<Integer> {
    @Mixin private CatalogueChoice choice;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        ModelStore store = Home.ofEnvironment().store();
        PrintWriter out = spec.commandLine().getOut();
        boolean good = true;
        for (CatalogueEntry entry : choice.entries()) {
            Verification verification = store.verify(entry);
            good &=
                    verification instanceof Verification.Verified
                            || verification instanceof Verification.Unchecked;
            out.printf(
                    "%s  %s  %s%n",
                    entry.tier(), store.path(entry).getFileName(), words(entry, verification));
        }
        return good ? 0 : 1;
    }

    private static String words(CatalogueEntry entry, Verification verification) {
        return switch (verification) {
            case Verification.Verified _ -> "verified, sha256 " + entry.sha256();
            case Verification.Unchecked _ -> "there; generated or a folder, so without a checksum";
            case Verification.Missing _ -> "missing; run ./strata models fetch " + entry.tier();
            case Verification.Wrong wrong ->
                    "WRONG: expected %s, got %s; run ./strata models fetch %s"
                            .formatted(wrong.expected(), wrong.got(), entry.tier());
        };
    }
}
