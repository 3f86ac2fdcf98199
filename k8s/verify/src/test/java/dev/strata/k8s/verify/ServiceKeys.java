package dev.strata.k8s.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The environment variables that the services read, from their own configuration interfaces. */
final class ServiceKeys {
    private static final Pattern MAPPING =
            Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");
    private static final Pattern FOLLOWED = Pattern.compile("@WithDefault\\(\"\\$\\{([a-z.-]+)");
    private static final Pattern PARENT = Pattern.compile("interface \\w+ extends (\\w+)");
    private static final Pattern METHOD = Pattern.compile("\\b([a-z][A-Za-z]*)\\(\\);");

    /** What frameworks and the JVM read; the tiers' own keys are of a map. */
    private static final List<String> OTHERS =
            List.of(
                    "JAVA_TOOL_OPTIONS",
                    "STRATA_(HOME|MODEL_PATH)",
                    "REDIS_PASSWORD",
                    "STRATA_TIERS_V[1-3]_(ENDPOINT|RANK|COLD_START_WAIT)",
                    "QUARKUS_HTTP_PORT",
                    "QUARKUS_OTEL_(SDK_DISABLED|EXPORTER_OTLP_ENDPOINT|TRACES_SAMPLER_ARG)",
                    "QUARKUS_GRPC_SERVER_PORT",
                    "KAFKA_(BOOTSTRAP_SERVERS|SECURITY_PROTOCOL|SSL_(TRUST|KEY)STORE_(TYPE|LOCATION|PASSWORD))");

    private ServiceKeys() {}

    static Set<Pattern> known() {
        Set<Pattern> known = new HashSet<>();
        OTHERS.forEach(other -> known.add(Pattern.compile(other)));
        Repository.words("k8s/components/traces/collector.yaml", "\\$\\{env:([A-Z_]+)}")
                .forEach(name -> known.add(Pattern.compile(name)));
        for (String module : List.of("gateway", "tier", "service")) {
            try (Stream<Path> files =
                    Files.walk(Repository.ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> read(file, known));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return known;
    }

    private static void read(Path file, Set<Pattern> known) {
        String source = text(file);
        for (String part : source.split("(?=@ConfigMapping\\()")) {
            Matcher mapping = MAPPING.matcher(part);
            if (mapping.lookingAt()) {
                Matcher parent = PARENT.matcher(part);
                String methods =
                        parent.find()
                                ? part + text(file.resolveSibling(parent.group(1) + ".java"))
                                : part;
                Stream<String> own =
                        METHOD.matcher(methods)
                                .results()
                                .map(method -> mapping.group(1) + "." + kebab(method.group(1)));
                Stream<String> followed = FOLLOWED.matcher(part).results().map(key -> key.group(1));
                Stream.concat(own, followed)
                        .map(ServiceKeys::variable)
                        .forEach(variable -> known.add(Pattern.compile(variable)));
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
