package dev.strata.service.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Shows exemplars where OpenMetrics 1.0 has them, on buckets and counters; Micrometer puts them on
 * a histogram's {@code _count} too, for which Prometheus refuses the whole scrape. Thread-safe.
 */
final class BucketExemplars extends CollectorRegistry {
    BucketExemplars() {
        super(true);
    }

    @Override
    public Enumeration<MetricFamilySamples> metricFamilySamples() {
        return Collections.enumeration(
                Collections.list(super.metricFamilySamples()).stream()
                        .map(BucketExemplars::lawful)
                        .toList());
    }

    private static MetricFamilySamples lawful(MetricFamilySamples family) {
        if (family.samples.stream().noneMatch(BucketExemplars::isUnlawful)) {
            return family;
        }
        List<Sample> samples = family.samples.stream().map(BucketExemplars::bare).toList();
        return new MetricFamilySamples(family.name, family.unit, family.type, family.help, samples);
    }

    private static Sample bare(Sample sample) {
        return isUnlawful(sample)
                ? new Sample(sample.name, sample.labelNames, sample.labelValues, sample.value)
                : sample;
    }

    private static boolean isUnlawful(Sample sample) {
        return sample.exemplar != null
                && !sample.name.endsWith("_bucket")
                && !sample.name.endsWith("_total");
    }
}
