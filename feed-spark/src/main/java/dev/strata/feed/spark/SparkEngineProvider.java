package dev.strata.feed.spark;

import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.EngineProvider;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark, on this machine or on a standalone cluster. */
public final class SparkEngineProvider implements EngineProvider {
    private static final String LOCAL = "local[*]";
    private static final int CONNECT_MILLIS = 5_000;

    /** For {@link java.util.ServiceLoader}. */
    public SparkEngineProvider() {}

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Engine open(Optional<String> master) {
        // Reads what spark-submit, or -Dspark.NAME, set.
        SparkConf settings = new SparkConf();
        settings.setAppName("strata-feed");
        settings.setMaster(master.orElseGet(() -> settings.get("spark.master", LOCAL)));
        settings.setIfMissing("spark.ui.enabled", "false");
        settings.setIfMissing("spark.executor.memory", "1g");
        String to = settings.get("spark.master");
        if (to.startsWith("spark://")) {
            requireAnswer(to);
            if (!settings.contains("spark.jars")) {
                settings.set("spark.jars", jobJar().toString());
            }
        }
        if (to.startsWith("local") || to.startsWith("spark://127.0.0.1:")) {
            settings.setIfMissing("spark.driver.host", "127.0.0.1");
            settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        try {
            return new SparkEngine(new JavaSparkContext(settings));
        } catch (RuntimeException e) {
            throw refused(to, String.valueOf(e.getMessage()), e);
        }
    }

    /** Spark itself would ask again for a minute, and then end the process. */
    private static void requireAnswer(String master) {
        String first = master.split(",", -1)[0];
        try (Socket socket = new Socket()) {
            URI address = new URI(first);
            if (address.getHost() == null || address.getPort() < 0) {
                throw new FeedException(
                        Code.BAD_INPUT,
                        "master '%s' is no address: expected spark://HOST:PORT, got %s; correct --spark-master"
                                .formatted(master, master));
            }
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
        } catch (URISyntaxException | IOException e) {
            throw refused(master, e.toString(), e);
        }
    }

    private static Path jobJar() {
        try {
            Path here =
                    Path.of(
                            SparkEngineProvider.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            if (here.toString().endsWith(".jar")) {
                return here;
            }
            throw new FeedException(
                    Code.BAD_INPUT,
                    "job jar is missing: expected to be started from strata-feed-job.jar, got %s; start it as './strata feed' does, or set -Dspark.jars"
                            .formatted(here));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("own place has no path", e);
        }
    }

    private static FeedException refused(String master, String got, Exception cause) {
        return new FeedException(
                Code.LOST_ENGINE,
                "Spark '%s' did not start: expected a master that answers, got: %s; start it ('./strata feed cluster' starts one here) or correct --spark-master"
                        .formatted(master, got),
                cause);
    }
}
