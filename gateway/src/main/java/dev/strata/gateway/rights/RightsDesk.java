package dev.strata.gateway.rights;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.CaptureException;
import dev.strata.gateway.capture.RightsLog;
import dev.strata.gateway.chat.RequestIds;
import dev.strata.gateway.chat.SubjectKeys.SubjectName;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import dev.strata.proto.event.v1.Purpose;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes what subjects demand of their data, from both faces. Thread-safe; blocks for an fsync. */
public final class RightsDesk {
    private static final int LONGEST_SUBJECT = 256;

    private final RequestIds ids;
    private final RightsLog log;
    private final Function<String, Optional<ErasureReport>> reports;
    private final InstantSource clock;
    private final Consumer<String> erased;

    /**
     * A desk.
     *
     * @param reports what is known of an erasure that was carried out, by its id
     * @param erased told whose content is to be destroyed: a tenant's id
     */
    public RightsDesk(
            RequestIds ids,
            RightsLog log,
            Function<String, Optional<ErasureReport>> reports,
            InstantSource clock,
            Consumer<String> erased) {
        this.ids = ids;
        this.log = log;
        this.reports = reports;
        this.clock = clock;
        this.erased = erased;
    }

    /** A consent that is durable. */
    public record Recorded(String eventId, Instant at) {}

    /**
     * An erasure.
     *
     * @param report empty until it was carried out
     */
    public record Erasure(String id, Instant accepted, Optional<ErasureReport> report) {}

    /**
     * Records what a subject's content may be used for from now on.
     *
     * @param purposes all of them; empty withdraws every one
     * @throws GatewayException where the subject is no name, or the disk does not keep it
     */
    public Recorded setConsent(Tenant tenant, String subject, Set<Tenant.Purpose> purposes) {
        List<SubjectName> names = names(tenant, subject);
        Instant now = clock.instant();
        ConsentEvent.Builder event =
                ConsentEvent.newBuilder()
                        .setEventId(ids.mintEvent().toString())
                        .setTenant(tenant.id())
                        .setSubjectPseudonym(names.getFirst().pseudonym())
                        .addAllSubjects(names.stream().map(RightsDesk::encode).toList())
                        .setAt(timestamp(now));
        // In the enum's order, whatever the set's: equal consents are equal bytes.
        EnumSet<Tenant.Purpose> ordered = EnumSet.noneOf(Tenant.Purpose.class);
        ordered.addAll(purposes);
        ordered.forEach(purpose -> event.addPurposes(encode(purpose)));
        try {
            log.record(event.build());
        } catch (CaptureException e) {
            throw FeedbackDesk.notRecorded("the consent", e);
        }
        return new Recorded(event.getEventId(), now);
    }

    /**
     * Demands that everything recorded of a subject until now be destroyed.
     *
     * @throws GatewayException where the subject is no name, or the disk does not keep the demand
     */
    public Erasure erase(Tenant tenant, String subject) {
        List<SubjectName> names = names(tenant, subject);
        Instant now = clock.instant();
        // Proves whose it is by itself, as a request's id does.
        String id = ids.mintErasure(tenant.id()).toString();
        try {
            log.record(
                    ErasureEvent.newBuilder()
                            .setEventId(id)
                            .setTenant(tenant.id())
                            .setSubjectPseudonym(names.getFirst().pseudonym())
                            .addAllSubjects(names.stream().map(RightsDesk::encode).toList())
                            .setAt(timestamp(now))
                            .build());
        } catch (CaptureException e) {
            throw FeedbackDesk.notRecorded("the erasure", e);
        }
        erased.accept(tenant.id());
        return new Erasure(id, now, Optional.empty());
    }

    /**
     * How far an erasure is.
     *
     * @throws GatewayException where the id is not one of the tenant's erasures
     */
    public Erasure erasure(Tenant tenant, String id) {
        UUID owned = ids.requireErasure(tenant.id(), id);
        return new Erasure(
                owned.toString(),
                Instant.ofEpochMilli(owned.getMostSignificantBits() >>> 16),
                reports.apply(owned.toString())
                        .filter(report -> report.getTenant().equals(tenant.id())));
    }

    private List<SubjectName> names(Tenant tenant, String subject) {
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw Failure.field(
                            "subject",
                            "subject is no name: expected 1 to %d characters, as in the requests about it, got %d; correct it"
                                    .formatted(LONGEST_SUBJECT, subject.strip().length()))
                    .exception();
        }
        return ids.subjects().all(tenant.id(), subject);
    }

    private static dev.strata.proto.event.v1.SubjectName encode(SubjectName name) {
        return dev.strata.proto.event.v1.SubjectName.newBuilder()
                .setPseudonym(name.pseudonym())
                .setKeyVersion(name.keyVersion())
                .build();
    }

    private static Purpose encode(Tenant.Purpose purpose) {
        return switch (purpose) {
            case SERVE -> Purpose.PURPOSE_SERVE;
            case EVAL -> Purpose.PURPOSE_EVAL;
            case TRAIN -> Purpose.PURPOSE_TRAIN;
        };
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
