package dev.strata.cli.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.cli.chat.ChatClient;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the largest tier write conversations in the manner of a dataset's. */
@Command(
        name = "synth",
        mixinStandardHelpOptions = true,
        description = {
            "Has a tier of the running mesh write conversations in the manner of a dataset's real"
                    + " ones, for feed build --synthetic.",
            "They count as of the dataset's zone; the requests are not trained on as if somebody"
                    + " had asked them."
        })
final class SynthCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How often a tier may be asked for each row that is wanted. */
    private static final int TRIES = 3;

    @Option(names = "--out", required = true, description = "File for the rows, JSON lines.")
    private Path out;

    @Option(
            names = "--rows",
            defaultValue = "100",
            description = "How many. Default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--seeds",
            paramLabel = "DIR",
            description = "Folder of the dataset. Default: the newest month of the mesh's.")
    private @Nullable Path seeds;

    @Option(
            names = "--zone",
            defaultValue = "public",
            description = "public or private: whose dataset. Default ${DEFAULT-VALUE}.")
    private String zone;

    @Option(
            names = "--tier",
            defaultValue = "v3",
            description = "Which tier writes. Default ${DEFAULT-VALUE}.")
    private String tier;

    @Option(
            names = "--max-tokens",
            defaultValue = "512",
            description = "Of an answer; longer ones are left out. Default ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Which mesh of this machine. Default ${DEFAULT-VALUE}.")
    private String state;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!List.of("public", "private").contains(zone) || rows < 1) {
            throw new IllegalArgumentException(
                    "options of synth are wrong: expected --zone public or private and --rows of at least 1, got %s and %d; correct them"
                            .formatted(zone, rows));
        }
        RunningMesh mesh = RunningMesh.of(Home.ofEnvironment(), state);
        Path dataset = seeds != null ? seeds : Seeds.newest(mesh.state().resolve("datasets"), zone);
        List<Seeds.Seed> all = Seeds.read(dataset);
        String key = System.getenv().getOrDefault("STRATA_API_KEY", "");
        try (ChatClient client =
                new ChatClient("127.0.0.1:" + mesh.require("gateway").port("grpc"), key)) {
            Synthesis synthesis = new Synthesis(client::ask, tier, zone, maxTokens);
            int made = write(synthesis, all);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%d rows of zone %s in '%s', in the manner of %s; %d cut or empty, %d repeated%n",
                            made, zone, out, dataset, synthesis.cut(), synthesis.repeated());
            spec.commandLine().getOut().flush();
            return made == rows ? 0 : 1;
        }
    }

    private int write(Synthesis synthesis, List<Seeds.Seed> all) throws IOException {
        Path target = out.toAbsolutePath();
        Path draft = target.resolveSibling("_" + target.getFileName());
        int made = 0;
        try (BufferedWriter lines = Files.newBufferedWriter(draft)) {
            for (int tried = 0; made < rows && tried < TRIES * rows; tried++) {
                Optional<Map<String, Object>> row =
                        synthesis.make(all.get(tried % all.size()), tried);
                if (row.isPresent()) {
                    lines.write(JSON.writeValueAsString(row.get()));
                    lines.newLine();
                    made++;
                }
            }
        }
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        return made;
    }
}
