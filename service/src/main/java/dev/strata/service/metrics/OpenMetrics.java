package dev.strata.service.metrics;

import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_OPENMETRICS_100;

import io.prometheus.client.CollectorRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Gives OpenMetrics, with its exemplars, to whoever would rather have it. Quarkus gives the older
 * text wherever that is acceptable at all, and every Prometheus accepts both.
 */
@Singleton
public final class OpenMetrics {
    private static final String ASKED = "application/openmetrics-text";
    private static final String PATH = "/q/metrics";

    @Produces
    @Singleton
    CollectorRegistry registry() {
        return new BucketExemplars();
    }

    void prefer(@Observes Router router) {
        router.route(PATH)
                .order(Integer.MIN_VALUE)
                .handler(context -> {
                    String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
                    if (accepted != null && accepted.startsWith(ASKED)) {
                        context.request()
                                .headers()
                                .set(HttpHeaders.ACCEPT, CONTENT_TYPE_OPENMETRICS_100);
                    }
                    context.next();
                });
    }
}
