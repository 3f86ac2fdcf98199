package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each image holds, without an engine that builds images: its layout is laid out, its build
 * step and its entry point are taken from its Dockerfile and run, the latter as its user (where the
 * test may change it) on a tree that cannot be written to.
 */
@ExtendWith(SharedMesh.class)
class ImageIT {
    @TempDir private Path folder;

    @Test
    void gateway_layout_startsOnAReadOnlyTree() throws Exception {
        start(
                "gateway",
                Map.of(
                        "STRATA_TIERS_V1_ENDPOINT",
                        "127.0.0.1:1",
                        "STRATA_CAPTURE_SPOOL_DIR",
                        state().resolve("spool").toString(),
                        "STRATA_CHAT_SIGNING_KEY_FILE",
                        state().resolve("signing.key").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tier-edge", "tier-core"})
    void tier_layout_startsOnAReadOnlyTree(String tier) throws Exception {
        Path models = copied(modelSetting(tier, "home"), "models");
        Path cache = copied(modelSetting(tier, "cache"), "cache");
        Path catalogue = state().resolve("catalogue.yaml");
        Files.copy(modelSetting(tier, "catalogue"), catalogue);
        start(
                tier,
                Map.of(
                        "STRATA_MODELS_HOME", models.toString(),
                        "STRATA_MODELS_CACHE", cache.toString(),
                        "STRATA_MODELS_CATALOGUE", catalogue.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"feed", "tools"})
    void command_layout_runsOnAReadOnlyTree(String image) throws Exception {
        Path tree = laidOut(image);

        CommandRun run = CommandRun.of(asUser(image, tree, "--help"), Map.of());

        assertEquals(0, run.status(), run.errors());
        assertTrue(run.output().contains("Usage"), run.output());
    }

    private void start(String image, Map<String, String> environment) throws Exception {
        Path tree = laidOut(image);
        Path ready = state().resolve("ready");
        long files = count(tree);
        ProcessBuilder builder =
                new ProcessBuilder(asUser(image, tree))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(image + ".log").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("STRATA_PROCESS_READY_FILE", ready.toString());
        builder.environment().put("STRATA_PROCESS_PARENT_PIPE", "true");
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("QUARKUS_GRPC_SERVER_PORT", "0");
        Process process = builder.start();
        try {
            Mesh.await(
                    image + " to be ready",
                    Duration.ofMinutes(2),
                    () -> {
                        assertTrue(process.isAlive(), () -> log(image));
                        return ReadyReport.read(ready).isPresent();
                    });
        } finally {
            process.getOutputStream().close();
            assertTrue(process.waitFor(Duration.ofSeconds(30)), "it did not end with its pipe");
        }
        assertEquals(files, count(tree), "it wrote into its own tree");
    }

    private String log(String image) {
        try {
            return Files.readString(folder.resolve(image + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The tree of {@code /app}, its build step run, nothing in it writable. */
    private Path laidOut(String image) throws Exception {
        Path tree = folder.resolve("app");
        Path script = Mesh.REPOSITORY.resolve("images/layout.sh");
        succeed(List.of(script.toString(), image, tree.toString()));
        for (List<String> step : instructions(image, "RUN ")) {
            succeed(relocated(step, tree));
        }
        succeed(List.of("chmod", "-R", "a-w,a+rX", tree.toString()));
        succeed(List.of("chmod", "a+rx", folder.toString()));
        return tree;
    }

    private static void succeed(List<String> command) {
        CommandRun run = CommandRun.of(command, Map.of());
        assertEquals(0, run.status(), command + "\n" + run.output() + run.errors());
    }

    /** The entry point, as the image's user where this process may become it. */
    private List<String> asUser(String image, Path tree, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            String user = line(image, "USER ");
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
        }
        command.addAll(relocated(instructions(image, "ENTRYPOINT ").getFirst(), tree));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> relocated(List<String> command, Path tree) {
        List<String> moved = new ArrayList<>();
        for (String word : command) {
            moved.add(word.replace("/app/", tree + "/"));
        }
        moved.set(0, Path.of(System.getProperty("java.home"), "bin", moved.getFirst()).toString());
        return moved;
    }

    private static List<List<String>> instructions(String image, String kind) throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String line : dockerfile(image)) {
            if (line.startsWith(kind)) {
                commands.add(
                        List.of(
                                new ObjectMapper()
                                        .readValue(line.substring(kind.length()), String[].class)));
            }
        }
        return commands;
    }

    private static String line(String image, String kind) throws IOException {
        return dockerfile(image).stream()
                .filter(line -> line.startsWith(kind))
                .map(line -> line.substring(kind.length()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> dockerfile(String image) throws IOException {
        return Files.readAllLines(
                Mesh.REPOSITORY.resolve("images").resolve(image).resolve("Dockerfile"));
    }

    /** A folder that the image's user may write to, as a pod's volume is. */
    private Path state() throws IOException {
        Path state = Files.createDirectories(folder.resolve("state"));
        state.toFile().setWritable(true, false);
        return state;
    }

    /** Of the running mesh's process: where its models are. */
    private static Path modelSetting(String tier, String name) {
        String flag = "-Dstrata.models." + name + "=";
        return Stream.of(SharedMesh.mesh().process(tier).info().arguments().orElseThrow())
                .filter(argument -> argument.startsWith(flag))
                .map(argument -> Path.of(argument.substring(flag.length())))
                .findFirst()
                .orElseThrow();
    }

    private Path copied(Path from, String name) throws IOException {
        Path to = state().resolve(name);
        succeed(List.of("cp", "-r", from.toString(), to.toString()));
        succeed(List.of("chmod", "-R", "a+rwX", to.toString()));
        return to;
    }

    private static long count(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.count();
        }
    }
}
