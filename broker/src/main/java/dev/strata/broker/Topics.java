package dev.strata.broker;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Brings the topics of a running broker to what the topic file says. */
final class Topics {
    private static final long WAIT_SECONDS = 30;

    private Topics() {}

    /**
     * Creates missing topics and sets the configuration of those that exist.
     *
     * @throws BrokerException where an existing topic has other partitions: changing them would
     *     tear conversations apart
     */
    static void apply(String bootstrap, List<TopicSpec> specs) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<String> present = get(admin.listTopics().names());
            create(admin, specs.stream().filter(s -> !present.contains(s.name())).toList());
            adjust(admin, specs.stream().filter(s -> present.contains(s.name())).toList());
        }
    }

    private static void create(Admin admin, List<TopicSpec> missing) {
        List<NewTopic> topics = new ArrayList<>();
        for (TopicSpec spec : missing) {
            topics.add(
                    new NewTopic(spec.name(), spec.partitions(), (short) 1)
                            .configs(spec.configuration()));
        }
        get(admin.createTopics(topics).all());
    }

    private static void adjust(Admin admin, List<TopicSpec> existing) {
        var found =
                get(
                        admin.describeTopics(existing.stream().map(TopicSpec::name).toList())
                                .allTopicNames());
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (TopicSpec spec : existing) {
            int partitions = requireNonNull(found.get(spec.name())).partitions().size();
            if (partitions != spec.partitions()) {
                throw new BrokerException(
                        "topic '%s' has other partitions than its file says: expected %d, got %d; correct topics.yaml, or start with an empty --dir"
                                .formatted(spec.name(), spec.partitions(), partitions));
            }
            List<AlterConfigOp> operations = new ArrayList<>();
            spec.configuration()
                    .forEach((key, value) ->
                            operations.add(
                                    new AlterConfigOp(
                                            new ConfigEntry(key, value),
                                            AlterConfigOp.OpType.SET)));
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()), operations);
        }
        get(admin.incrementalAlterConfigs(changes).all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while topics were checked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("topics cannot be checked: " + e.getMessage(), e);
        }
    }
}
