package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    static Invariants invariants() {
        return new Invariants(
                new Facts(
                        suppliedSecrets(),
                        Map.of(
                                "gateway", portsOf("gateway"),
                                "tier", portsOf("tier-edge"),
                                "otel-collector", collectorPorts(),
                                "redis", Set.of(6379)),
                        Map.of(
                                "gateway",
                                        new Drain(
                                                "STRATA_CHAT_DRAIN",
                                                seconds(
                                                        "gateway/src/main/java/dev/strata/gateway/chat/ChatSettings.java",
                                                        "drain")),
                                "tier",
                                        new Drain(
                                                "STRATA_TIER_DRAIN_GRACE",
                                                seconds(
                                                        "tier/src/main/java/dev/strata/tier/TierConfig.java",
                                                        "drainGrace"))),
                        ServiceKeys.known(),
                        Map.of("feed", feedOptions()),
                        words(
                                "service/src/main/java/dev/strata/service/trace/GenAi.java",
                                "Key\\(\"([^\"]+)\"\\)"),
                        words("k8s/schemas/collector-keys.txt", "(?m)^([^#\\s].*)$"),
                        Map.of(
                                "Write", channels("outgoing"),
                                "Read", channels("incoming"))));
    }

    /** The default of a setting, as its interface has it. */
    private static int seconds(String file, String method) {
        return words(file, "\"(\\d+)s\"\\)\\s+Duration %s\\(\\)".formatted(method)).stream()
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    /** The keys of each secret that the operator supplies. */
    private static Map<String, Set<String>> suppliedSecrets() {
        Map<String, Set<String>> supplied = new TreeMap<>();
        Matcher line =
                Pattern.compile("(?m)^([a-z-]+) \\[([^]]+)]:")
                        .matcher(text("k8s/supplied-secrets.txt"));
        while (line.find()) {
            supplied.put(line.group(1), Set.of(line.group(2).split(" ", -1)));
        }
        return supplied;
    }

    /** Topics of the gateway's channels of one direction. */
    private static Set<String> channels(String direction) {
        return words(
                "gateway/src/main/resources/META-INF/microprofile-config.properties",
                "mp\\.messaging\\.%s\\.[a-z-]+\\.topic=(\\S+)".formatted(direction));
    }

    private static Set<Integer> collectorPorts() {
        return words("k8s/components/traces/collector.yaml", "endpoint: 0\\.0\\.0\\.0:(\\d+)")
                .stream()
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> feedOptions() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("feed/src/main/java"))) {
            return files.filter(file ->
                            file.toString().endsWith("Command.java")
                                    || file.toString().endsWith("Options.java"))
                    .flatMap(file ->
                            words(ROOT.relativize(file).toString(), "\"(--[a-z-]+)\"").stream())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first group of everything in {@code file} that {@code expression} finds. */
    static Set<String> words(String file, String expression) {
        return Pattern.compile(expression)
                .matcher(text(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ports that a service's own configuration names. */
    private static Set<Integer> portsOf(String module) {
        return words(
                        module + "/src/main/resources/application.properties",
                        "quarkus\\.(?:http|grpc\\.server)\\.port=(\\d+)")
                .stream()
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }
}
