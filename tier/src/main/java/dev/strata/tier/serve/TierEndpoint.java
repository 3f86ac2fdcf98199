package dev.strata.tier.serve;

import dev.strata.service.CheckedMessages;
import dev.strata.tier.TierConfig;
import dev.strata.tier.model.ModelShelf;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;
import java.util.concurrent.Executors;

/** Where Quarkus finds the tier service. */
@GrpcService
class TierEndpoint implements BindableService {
    private final TierService service;

    TierEndpoint(
            TierConfig config,
            ModelShelf shelf,
            InFlight inFlight,
            RequestMetrics metrics,
            AnswerTraces traces) {
        this.service =
                new TierService(
                        config,
                        shelf,
                        inFlight,
                        metrics,
                        traces,
                        Executors.newVirtualThreadPerTaskExecutor());
    }

    @Override
    public ServerServiceDefinition bindService() {
        return CheckedMessages.of(service);
    }
}
