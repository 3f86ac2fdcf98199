package dev.strata.process;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a process that became ready tells its parent: its name, its process id and the ports that it
 * bound. Kept as a properties file, which appears whole or not at all.
 *
 * @param service e.g. {@code tier-edge}
 * @param pid the process id
 * @param ports name ({@code grpc}, {@code http}, {@code kafka}) to port
 */
public record ReadyReport(String service, long pid, Map<String, Integer> ports) {
    private static final String PORT_PREFIX = "port.";

    public ReadyReport {
        ports = Map.copyOf(ports);
    }

    /** A report of this very process. */
    public static ReadyReport ofThisProcess(String service, Map<String, Integer> ports) {
        return new ReadyReport(service, ProcessHandle.current().pid(), ports);
    }

    /** The port called {@code name}. */
    public int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException(
                    "ready report of %s has no port '%s': expected one of %s"
                            .formatted(service, name, ports.keySet()));
        }
        return port;
    }

    /** Writes the report to {@code file}, atomically. */
    public void write(Path file) {
        Properties properties = new Properties();
        properties.setProperty("service", service);
        properties.setProperty("pid", Long.toString(pid));
        new TreeMap<>(ports)
                .forEach((name, port) -> properties.setProperty(PORT_PREFIX + name, "" + port));
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            try (Writer writer = Files.newBufferedWriter(draft)) {
                properties.store(writer, null);
            }
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write ready report " + file, e);
        }
    }

    /** Reads a report; empty where there is none yet. */
    public static Optional<ReadyReport> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read ready report " + file, e);
        }
        Map<String, Integer> ports = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(PORT_PREFIX)) {
                ports.put(
                        key.substring(PORT_PREFIX.length()),
                        Integer.valueOf(properties.getProperty(key)));
            }
        }
        return Optional.of(
                new ReadyReport(
                        properties.getProperty("service", ""),
                        Long.parseLong(properties.getProperty("pid", "-1")),
                        ports));
    }
}
