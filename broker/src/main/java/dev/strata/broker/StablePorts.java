package dev.strata.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The ports of a broker, kept beside its data so that clients find it again after a restart.
 *
 * @param kafka where clients connect
 * @param controller where the broker finds its own controller
 */
record StablePorts(int kafka, int controller) {
    private static final String FILE = "ports.properties";

    /**
     * Chooses ports and stores them in {@code folder}: the asked one, else those of the last run
     * where they are free, else any free ones.
     *
     * @param asked 0 for "any"
     */
    static StablePorts choose(Path folder, int asked) {
        Properties stored = read(folder.resolve(FILE));
        int controller = freeOr(stored(stored, "controller"));
        int kafka = asked == 0 ? freeOr(stored(stored, "kafka")) : asked;
        if (asked != 0 && !isFree(asked)) {
            throw new BrokerException(
                    "broker port '%d' is in use: expected a free port, got one that another process listens on; end that process, or pass --port 0 for any free port"
                            .formatted(asked));
        }
        StablePorts ports = new StablePorts(kafka, controller);
        ports.write(folder.resolve(FILE));
        return ports;
    }

    private static int stored(Properties properties, String name) {
        try {
            return Integer.parseInt(properties.getProperty(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static int freeOr(int stored) {
        if (stored > 0 && stored < 65536 && isFree(stored)) {
            return stored;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
        return properties;
    }

    private void write(Path file) {
        Properties properties = new Properties();
        properties.setProperty("kafka", "" + kafka);
        properties.setProperty("controller", "" + controller);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "Ports of the last run; they are taken again where free.");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
