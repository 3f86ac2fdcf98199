package dev.strata.cli.bench;

import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at what the processes of a running mesh hold. */
@Command(
        name = "memory",
        description = {
            "Says what each process of a mesh that runs on this machine holds, beside what its weights,"
                    + " keys and values explain, and how long its models took to load.",
            "To see it with two graphs, start the mesh with STRATA_TIER_PRECISION=balanced or fast."
        },
        mixinStandardHelpOptions = true)
final class BenchMemoryCommand implements Callable<Integer> {
    private static final List<String> TIERS = List.of("tier-edge", "tier-core");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Which mesh of this machine (default ${DEFAULT-VALUE}).")
    private String state = "default";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningMesh mesh = RunningMesh.of(Home.ofEnvironment(), state);
        Map<String, ProcessMemory> processes = new LinkedHashMap<>();
        ReadyReport gateway = mesh.require("gateway");
        long parent =
                ProcessHandle.of(gateway.pid())
                        .flatMap(ProcessHandle::parent)
                        .map(ProcessHandle::pid)
                        .orElse(0L);
        if (parent > 1) {
            processes.put("run", ProcessMemory.withoutModel(resident(parent)));
        }
        ReadyReport broker = mesh.require("broker");
        processes.put("broker", ProcessMemory.withoutModel(resident(broker.pid())));
        for (String tier : TIERS) {
            ReadyReport report = mesh.require(tier);
            processes.put(tier, ProcessMemory.ofTier(resident(report.pid()), metrics(report)));
        }
        processes.put("gateway", ProcessMemory.withoutModel(resident(gateway.pid())));
        new MemoryFigures(processes).report().print(spec.commandLine().getOut(), json);
        return 0;
    }

    private static long resident(long pid) throws IOException {
        return JavaMemory.resident(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
    }

    private static MetricsPage metrics(ReadyReport report)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + report.port("http")
                                                    + "/q/metrics"))
                            .timeout(PATIENCE)
                            .build();
            return MetricsPage.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}
