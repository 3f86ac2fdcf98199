package dev.strata.feed;

import dev.strata.feed.dataset.DatasetJson;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Sealer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an intake key pair, or says where the one is that is there. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Makes an intake key pair: the public half for gateways of the public zone, the private half for the private zone alone.")
final class KeysCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, description = "Folder of the two files.")
    private Path out;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        IntakeKeys keys = IntakeKeys.ensure(out);
        String id = Sealer.to(keys.publicKey()).keyId();
        Map<String, String> said = new TreeMap<>();
        said.put("key_id", id);
        said.put("public_key", keys.publicKey().toString());
        said.put("private_key", keys.privateKey().toString());
        var print = spec.commandLine().getOut();
        if (json) {
            print.println(DatasetJson.line(said));
        } else {
            print.printf(
                    "key %s%n  public  %s (strata.capture.intake-public-key)%n  private %s (--intake-key; never leaves the private zone)%n",
                    id, keys.publicKey(), keys.privateKey());
        }
        print.flush();
        return 0;
    }
}
