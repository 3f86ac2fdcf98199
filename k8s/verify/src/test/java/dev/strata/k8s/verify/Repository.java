package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the checked files are. */
final class Repository {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    static final Path K8S = ROOT.resolve("k8s");
    static final Path OBSERVABILITY = ROOT.resolve("observability");

    private Repository() {}

    static String render(String overlay) {
        ExternalTool.Run run =
                ExternalTool.require("kubectl")
                        .run(K8S, "kustomize", K8S.resolve("overlays").resolve(overlay).toString());
        assertEquals(0, run.status(), run.output());
        return run.output();
    }

    static Invariants invariants() throws IOException {
        Set<String> supplied =
                Files.readAllLines(K8S.resolve("supplied-secrets.txt")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split(":", 2)[0])
                        .collect(Collectors.toUnmodifiableSet());
        return new Invariants(
                supplied,
                servedPorts(),
                Map.of(
                        "gateway", new Drain("STRATA_CHAT_DRAIN", 30),
                        "tier", new Drain("STRATA_TIER_DRAIN_GRACE", 60)),
                ServiceKeys.known());
    }

    /** The ports that the services' own configuration names, by container. */
    private static Map<String, Set<Integer>> servedPorts() throws IOException {
        return Map.of("gateway", portsOf("gateway"), "tier", portsOf("tier-edge"));
    }

    private static Set<Integer> portsOf(String module) throws IOException {
        Path properties = ROOT.resolve(module + "/src/main/resources/application.properties");
        return Files.readAllLines(properties).stream()
                .filter(line -> line.matches("quarkus\\.(http|grpc\\.server)\\.port=\\d+"))
                .map(line -> Integer.valueOf(line.substring(line.indexOf('=') + 1)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
