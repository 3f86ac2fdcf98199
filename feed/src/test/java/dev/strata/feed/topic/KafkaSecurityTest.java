package dev.strata.feed.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSecurityTest {
    @Test
    void of_variables_givesTheClientsSettings() {
        assertEquals(
                Map.of(
                        "security.protocol", "SSL",
                        "ssl.keystore.location", "/etc/strata/kafka-user/user.p12"),
                KafkaSecurity.of(
                        Map.of(
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "KAFKA_SSL_KEYSTORE_LOCATION", "/etc/strata/kafka-user/user.p12",
                                "KAFKA_BOOTSTRAP_SERVERS", "elsewhere:9093",
                                "PATH", "/bin")));
    }
}
