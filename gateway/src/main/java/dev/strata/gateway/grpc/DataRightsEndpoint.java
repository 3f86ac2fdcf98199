package dev.strata.gateway.grpc;

import dev.strata.gateway.rights.RightsDesk;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.service.CheckedMessages;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;

/** Where Quarkus finds {@link DataRightsService}. */
@GrpcService
public class DataRightsEndpoint implements BindableService {
    private final DataRightsService service;

    DataRightsEndpoint(RightsDesk rights, Tenants tenants) {
        this.service = new DataRightsService(rights, tenants);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return CheckedMessages.of(service);
    }
}
