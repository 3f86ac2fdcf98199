package dev.strata.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a broker process is told. Arguments win over the environment.
 *
 * @param folder where the log is kept between runs ({@code --dir}, {@code STRATA_BROKER_DIR})
 * @param port 0 for the last run's or any free one ({@code --port}, {@code STRATA_BROKER_PORT})
 * @param topics empty for the bundled file ({@code --topics}, {@code STRATA_BROKER_TOPICS})
 * @param readyFile where to report ({@code STRATA_PROCESS_READY_FILE})
 * @param parentPipe end when standard input does ({@code STRATA_PROCESS_PARENT_PIPE})
 */
record BrokerSettings(
        Path folder,
        int port,
        Optional<Path> topics,
        Optional<Path> readyFile,
        boolean parentPipe) {
    private static final List<String> OPTIONS = List.of("--dir", "--port", "--topics");

    static BrokerSettings parse(List<String> arguments, Map<String, String> environment) {
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!OPTIONS.contains(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new BrokerException(
                        "argument '%s' is not understood: expected %s, each with a value, got %s; correct the command line"
                                .formatted(arguments.get(i), OPTIONS, arguments));
            }
        }
        String folder =
                value("--dir", "STRATA_BROKER_DIR", arguments, environment)
                        .orElseThrow(() ->
                                new BrokerException(
                                        "setting '--dir' is missing: expected a folder for the broker's log, got none; pass --dir or set STRATA_BROKER_DIR"));
        return new BrokerSettings(
                Path.of(folder).toAbsolutePath(),
                port(value("--port", "STRATA_BROKER_PORT", arguments, environment).orElse("0")),
                value("--topics", "STRATA_BROKER_TOPICS", arguments, environment).map(Path::of),
                present(environment, "STRATA_PROCESS_READY_FILE").map(Path::of),
                Boolean.parseBoolean(environment.get("STRATA_PROCESS_PARENT_PIPE")));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        throw new BrokerException(
                "setting '--port' is no port: expected 0 to 65535, got %s; correct it"
                        .formatted(text));
    }

    private static Optional<String> value(
            String option,
            String variable,
            List<String> arguments,
            Map<String, String> environment) {
        int at = arguments.indexOf(option);
        return at >= 0 ? Optional.of(arguments.get(at + 1)) : present(environment, variable);
    }

    private static Optional<String> present(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(s -> !s.isBlank());
    }
}
