package dev.strata.feed;

import dev.strata.feed.dataset.DatasetJson;
import dev.strata.seal.IntakeDays;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.PromotionKeys;
import dev.strata.seal.Sealer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--days",
            description =
                    "Makes a pair for each of so many days from today, in folders of their names.")
    private int days;

    @Option(
            names = "--destroy-before",
            paramLabel = "DATE",
            description =
                    "Destroys the private halves of days before: what was sealed to them is gone.")
    private @Nullable LocalDate destroyBefore;

    @Option(
            names = "--promotion",
            description =
                    "Makes the pair that promotions of the router are signed with instead: the public half for all gateways.")
    private boolean promotion;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        IntakeDays folder = new IntakeDays(out);
        if (promotion) {
            PromotionKeys pair = PromotionKeys.ensure(out);
            print(
                    Map.of(
                            "public_key", pair.publicKey().toString(),
                            "private_key", pair.privateKey().toString()),
                    "promotions%n  public  %s (strata.promotions.public-key)%n  private %s (feed retrain --promotion-keys)"
                            .formatted(pair.publicKey(), pair.privateKey()));
            return 0;
        }
        if (destroyBefore != null) {
            var gone = folder.destroyBefore(destroyBefore);
            print(Map.of("destroyed", gone.toString()), "destroyed the keys of " + gone);
            return 0;
        }
        if (days > 0) {
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            folder.ensure(today, days);
            print(
                    Map.of("from", today.toString(), "days", "" + days),
                    "keys of %d days from %s in %s (strata.capture.intake-public-key: this folder without its private halves)"
                            .formatted(days, today, out));
            return 0;
        }
        IntakeKeys keys = IntakeKeys.ensure(out);
        String id = Sealer.to(keys.publicKey()).keyId();
        Map<String, String> said = new TreeMap<>();
        said.put("key_id", id);
        said.put("public_key", keys.publicKey().toString());
        said.put("private_key", keys.privateKey().toString());
        print(
                said,
                "key %s%n  public  %s (strata.capture.intake-public-key)%n  private %s (--intake-key; never leaves the private zone)"
                        .formatted(id, keys.publicKey(), keys.privateKey()));
        return 0;
    }

    private void print(Map<String, String> said, String text) {
        var print = spec.commandLine().getOut();
        print.println(json ? DatasetJson.line(said) : text);
        print.flush();
    }
}
