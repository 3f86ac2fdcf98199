package dev.strata.gateway.rights;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.ErasureReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the private zone says of erasures that it carried out: every gateway reads the whole
 * compacted topic at start, and follows it. Thread-safe.
 */
@ApplicationScoped
class ErasureReports {
    private static final Logger LOG = Logger.getLogger(ErasureReports.class);

    private final Map<String, ErasureReport> byErasure = new ConcurrentHashMap<>();

    /** Takes one report; bytes that are none are said and left, and a tombstone says nothing. */
    @Incoming("erasure-reports")
    void take(byte @Nullable [] bytes) {
        if (bytes == null) {
            return;
        }
        try {
            ErasureReport report = ErasureReport.parseFrom(bytes);
            if (!report.getErasureId().isEmpty()) {
                byErasure.put(report.getErasureId(), report);
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("a record of topic erasure-reports.v1 is no report; it is left out");
        }
    }

    Optional<ErasureReport> find(String erasureId) {
        return Optional.ofNullable(byErasure.get(erasureId));
    }
}
