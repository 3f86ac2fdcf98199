package dev.strata.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node that is broker and controller in one, on the loopback interface.
 *
 * <p>Its folder survives: records, offsets and the cluster's id are those of the last run. One at a
 * time per folder.
 */
final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final StablePorts ports;
    private final FolderLock lock;

    private EmbeddedBroker(KafkaRaftServer server, StablePorts ports, FolderLock lock) {
        this.server = server;
        this.ports = ports;
        this.lock = lock;
    }

    /**
     * Starts and returns once clients are served.
     *
     * @param folder made where missing
     * @param port 0 for the last run's port, or any free one
     */
    static EmbeddedBroker start(Path folder, int port) {
        FolderLock lock = FolderLock.take(folder);
        try {
            StablePorts ports = StablePorts.choose(folder, port);
            return new EmbeddedBroker(serve(folder.resolve("data"), ports), ports, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static KafkaRaftServer serve(Path data, StablePorts ports) {
        format(data);
        try {
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings(data, ports), false), Time.SYSTEM);
            server.startup();
            return server;
        } catch (KafkaException e) {
            throw new BrokerException(
                    "broker folder '%s' cannot be used: expected a folder of this broker, got: %s; choose another --dir"
                            .formatted(data, e.getMessage()),
                    e);
        }
    }

    int port() {
        return ports.kafka();
    }

    String bootstrap() {
        return "127.0.0.1:" + port();
    }

    /** Returns when the server has ended, for whatever reason. */
    void awaitEnd() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }

    private static void format(Path data) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(data);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false))
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new BrokerException(
                    "broker folder '%s' cannot be formatted: expected an empty folder that can be written, got: %s; choose another --dir"
                            .formatted(data, e.getMessage()),
                    e);
        }
    }

    private static Map<String, String> settings(Path data, StablePorts ports) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "" + NODE);
        settings.put("log.dirs", data.toString());
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(ports.kafka(), ports.controller()));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + ports.controller());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        // One node holds the only copy of everything.
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After SIGKILL the node may register again only once its old session has expired.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // A small machine's broker: few threads, small buffers.
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("num.replica.fetchers", "1");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.cleaner.io.buffer.size", "65536");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("socket.request.max.bytes", "33554432");
        settings.put("message.max.bytes", "8388608");
        settings.put("replica.fetch.max.bytes", "8388608");
        settings.put("metadata.log.max.record.bytes.between.snapshots", "1048576");
        return settings;
    }
}
