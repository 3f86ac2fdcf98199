package dev.strata.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.rights.RightsDesk;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.proto.privacy.v1.DataRightsGrpc;
import dev.strata.proto.privacy.v1.EraseRequest;
import dev.strata.proto.privacy.v1.Erasure;
import dev.strata.proto.privacy.v1.ErasureState;
import dev.strata.proto.privacy.v1.GetErasureRequest;
import dev.strata.proto.privacy.v1.SetConsentRequest;
import dev.strata.proto.privacy.v1.SetConsentResponse;
import dev.strata.proto.privacy.v1.Use;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code strata.privacy.v1.DataRights}. Each call waits for a disk, hence on a thread of its own.
 */
final class DataRightsService extends DataRightsGrpc.DataRightsImplBase {
    private final RightsDesk rights;
    private final Tenants tenants;

    DataRightsService(RightsDesk rights, Tenants tenants) {
        this.rights = rights;
        this.tenants = tenants;
    }

    @Override
    public void setConsent(SetConsentRequest request, StreamObserver<SetConsentResponse> observer) {
        answer(
                observer,
                tenant -> {
                    RightsDesk.Recorded recorded =
                            rights.setConsent(
                                    tenant, request.getSubject(), purposes(request.getUsesList()));
                    return SetConsentResponse.newBuilder()
                            .setEventId(recorded.eventId())
                            .setAt(timestamp(recorded.at()))
                            .build();
                });
    }

    @Override
    public void erase(EraseRequest request, StreamObserver<Erasure> observer) {
        answer(observer, tenant -> encode(rights.erase(tenant, request.getSubject())));
    }

    @Override
    public void getErasure(GetErasureRequest request, StreamObserver<Erasure> observer) {
        answer(observer, tenant -> encode(rights.erasure(tenant, request.getErasureId())));
    }

    private <T> void answer(StreamObserver<T> observer, Function<Tenant, T> work) {
        CallFacts facts = CallFacts.current();
        Thread.ofVirtual()
                .name("data-rights")
                .start(() ->
                        ChatService.answer(
                                observer,
                                () -> work.apply(tenants.authenticate(facts.authorization()))));
    }

    private static Set<Tenant.Purpose> purposes(List<Use> uses) {
        EnumSet<Tenant.Purpose> purposes = EnumSet.noneOf(Tenant.Purpose.class);
        for (Use use : uses) {
            switch (use) {
                case USE_SERVE -> purposes.add(Tenant.Purpose.SERVE);
                case USE_EVAL -> purposes.add(Tenant.Purpose.EVAL);
                case USE_TRAIN -> purposes.add(Tenant.Purpose.TRAIN);
                case USE_UNSPECIFIED, UNRECOGNIZED -> throw unknownUse();
            }
        }
        return purposes;
    }

    /** A use that this release does not know must not read as consent to anything. */
    private static GatewayException unknownUse() {
        return Failure.field(
                        "uses",
                        "uses hold one that is not known here: expected SERVE, EVAL or TRAIN, got another; leave it out")
                .exception();
    }

    private static Erasure encode(RightsDesk.Erasure erasure) {
        Erasure.Builder message =
                Erasure.newBuilder()
                        .setErasureId(erasure.id())
                        .setState(ErasureState.ERASURE_STATE_ACCEPTED)
                        .setAccepted(timestamp(erasure.accepted()));
        erasure.report()
                .ifPresent(report ->
                        message.setState(ErasureState.ERASURE_STATE_DONE)
                                .setDone(report.getAt())
                                .setKeysDestroyed(report.getKeysDestroyed())
                                .addAllRebuiltDatasets(report.getRebuiltDatasetsList()));
        return message.build();
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
