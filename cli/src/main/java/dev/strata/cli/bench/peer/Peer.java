package dev.strata.cli.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another gateway that speaks OpenAI's API, as its makers publish it: one process, one worker, its
 * defaults, which route, limit and record nothing.
 */
public enum Peer {
    /** Portkey's gateway, on Node.js. */
    PORTKEY("@portkey-ai/gateway@1.15.2", 500) {
        @Override
        List<List<String>> installs(Path folder) {
            return List.of(
                    List.of(
                            "npm",
                            "install",
                            "--silent",
                            "--no-fund",
                            "--no-audit",
                            "--prefix",
                            folder.toString(),
                            version()));
        }

        @Override
        Path program(Path folder) {
            return folder.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
        }

        @Override
        Optional<String> installed(Path folder) throws IOException {
            Path description = folder.resolve("node_modules/@portkey-ai/gateway/package.json");
            if (!Files.exists(description)) {
                return Optional.empty();
            }
            Matcher version =
                    Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"")
                            .matcher(Files.readString(description));
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        }

        @Override
        Launch launch(Path folder, Path work, int port, int upstream) {
            return new Launch(
                    List.of("node", program(folder).toString(), "--port=" + port, "--headless"),
                    Map.of("NODE_ENV", "production"),
                    "");
        }

        @Override
        Map<String, String> headers(int upstream) {
            return Map.of(
                    "x-portkey-provider",
                    "openai",
                    "x-portkey-custom-host",
                    upstreamUrl(upstream),
                    "authorization",
                    "Bearer none");
        }
    },

    /** LiteLLM's proxy, on Python. */
    LITELLM("litellm[proxy]==1.106.2", 50) {
        @Override
        List<List<String>> installs(Path folder) {
            return List.of(
                    List.of("python3", "-m", "venv", folder.toString()),
                    List.of(
                            folder.resolve("bin/python").toString(),
                            "-m",
                            "pip",
                            "install",
                            "-q",
                            version()));
        }

        @Override
        Path program(Path folder) {
            return folder.resolve("bin/litellm");
        }

        @Override
        Optional<String> installed(Path folder) throws IOException {
            Path libraries = folder.resolve("lib");
            if (!Files.exists(libraries)) {
                return Optional.empty();
            }
            Pattern name = Pattern.compile("litellm-(.+)\\.dist-info");
            try (Stream<Path> found = Files.find(libraries, 3, (_, file) -> file.isDirectory())) {
                return found.map(path -> name.matcher(path.getFileName().toString()))
                        .filter(Matcher::matches)
                        .map(match -> match.group(1))
                        .findFirst();
            }
        }

        @Override
        Launch launch(Path folder, Path work, int port, int upstream) {
            return new Launch(
                    List.of(
                            program(folder).toString(),
                            "--config",
                            work.resolve(Launch.CONFIGURATION).toString(),
                            "--host",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port),
                            "--num_workers",
                            "1",
                            "--telemetry",
                            "False"),
                    Map.of("LITELLM_MASTER_KEY", KEY, "LITELLM_LOG", "ERROR"),
                    """
                    model_list:
                      - model_name: stub
                        litellm_params: {model: openai/stub, api_base: "%s", api_key: none}
                    """
                            .formatted(upstreamUrl(upstream)));
        }

        @Override
        Map<String, String> headers(int upstream) {
            return Map.of("authorization", "Bearer " + KEY);
        }
    };

    /** It starts without none; nobody else ever asks it. */
    private static final String KEY = "sk-bench-of-one-machine-" + ProcessHandle.current().pid();

    private final String version;
    private final int rate;

    Peer(String version, int rate) {
        this.version = version;
        this.rate = rate;
    }

    /**
     * How it is started.
     *
     * @param configuration of a file that it reads, {@link #CONFIGURATION}; empty where it reads
     *     none
     */
    record Launch(List<String> command, Map<String, String> environment, String configuration) {
        static final String CONFIGURATION = "configuration.yaml";
    }

    /** Its name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The peer called so.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Peer called(String word) {
        return Arrays.stream(values())
                .filter(peer -> peer.word().equals(word.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "peer '%s' is unknown: expected %s; correct --vs"
                                        .formatted(
                                                word,
                                                Arrays.stream(values())
                                                        .map(Peer::word)
                                                        .collect(Collectors.joining(" or ")))));
    }

    /** Package and version, as its registry names it. */
    public String version() {
        return version;
    }

    /** True where the very version is in {@code folder}, and no other. */
    boolean isInstalled(Path folder) throws IOException {
        String wanted =
                version.substring(version.lastIndexOf(version.contains("==") ? '=' : '@') + 1);
        return Files.exists(program(folder))
                && installed(folder).filter(wanted::equals).isPresent();
    }

    /** Requests a second that it can answer on a small machine without a queue of its own. */
    public int rate() {
        return rate;
    }

    private static String upstreamUrl(int port) {
        return "http://127.0.0.1:" + port + "/v1";
    }

    abstract List<List<String>> installs(Path folder);

    /** The version that is in {@code folder}; empty where none is. */
    abstract Optional<String> installed(Path folder) throws IOException;

    abstract Path program(Path folder);

    abstract Launch launch(Path folder, Path work, int port, int upstream);

    abstract Map<String, String> headers(int upstream);
}
