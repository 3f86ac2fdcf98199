package dev.strata.service.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exemplars.DefaultExemplarSampler;
import io.prometheus.client.exemplars.tracer.common.SpanContextSupplier;
import io.prometheus.client.exporter.common.TextFormat;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketExemplarsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(
                    PrometheusConfig.DEFAULT,
                    new BucketExemplars(),
                    Clock.SYSTEM,
                    new DefaultExemplarSampler(new Sampled()));

    @Test
    void scrape_histogram_hasExemplarsOnBucketsAlone() {
        Timer.builder("wait")
                .serviceLevelObjectives(Duration.ofMillis(5))
                .register(registry)
                .record(Duration.ofMillis(2));

        List<String> shown = withExemplars();

        assertEquals(List.of("wait_seconds_bucket{le=\"0.005\"}"), shown);
    }

    @Test
    void scrape_counter_keepsItsExemplar() {
        Counter.builder("asked").register(registry).increment();

        assertEquals(List.of("asked_total"), withExemplars());
    }

    @Test
    void scrape_summaryWithoutBuckets_isAsItWas() {
        Timer.builder("plain").register(registry).record(Duration.ofMillis(2));

        assertTrue(scraped().contains("plain_seconds_count 1.0"));
    }

    private List<String> withExemplars() {
        return scraped()
                .lines()
                .filter(line -> line.contains(TRACE))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private String scraped() {
        return registry.scrape(TextFormat.CONTENT_TYPE_OPENMETRICS_100);
    }

    private static final class Sampled implements SpanContextSupplier {
        @Override
        public String getTraceId() {
            return TRACE;
        }

        @Override
        public String getSpanId() {
            return "b7ad6b7169203331";
        }

        @Override
        public boolean isSampled() {
            return true;
        }
    }
}
